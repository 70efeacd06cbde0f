/** The pages in the order of the side index: files of the repository, and pages made when the site is built. */
export const contents = [
  { title: 'Start', pages: ['docs/index.md', 'docs/tutorial.md'] },
  {
    title: 'How to',
    pages: [
      'docs/how-to/own-data-set.md',
      'docs/how-to/study-files.md',
      'docs/how-to/pretrained-weights.md',
      'docs/how-to/several-machines.md',
      'docs/how-to/slots.md',
      'docs/how-to/access.md',
      'docs/how-to/share-a-fleet.md',
      'docs/how-to/spot-gpus.md',
      'docs/how-to/s3.md',
      'docs/how-to/slurm.md',
      'docs/how-to/data-frames.md',
      'docs/how-to/after-a-study.md',
      'docs/how-to/recovering.md',
      'docs/how-to/housekeeping.md',
      'docs/how-to/agents.md',
      'docs/deployment.md',
      'docs/observability.md',
      'docs/predicting.md',
      'docs/audit.md',
      'docs/neighbours.md',
    ],
  },
  {
    title: 'Reference',
    pages: [
      'docs/reference/study-file.md',
      'docs/reference/command-line.md',
      'docs/reference/environment.md',
      'docs/reference/api.md',
      'docs/reference/errors.md',
      'clients/python/README.md',
      'clients/typescript/README.md',
    ],
  },
  {
    title: 'Explanation',
    pages: [
      'docs/explanation/protocols.md',
      'docs/statistics.md',
      'docs/explanation/resume.md',
      'docs/explanation/storage.md',
      'docs/explanation/threat-model.md',
      'docs/generator.md',
      'docs/drills.md',
    ],
  },
  {
    title: 'Project',
    pages: [
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'CHANGELOG.md',
      'docs/decisions/*',
    ],
  },
];

/** Pages that are made of the sources when the site is built, and are no files. */
export const generatedPages = [
  'docs/reference/study-file.md',
  'docs/reference/command-line.md',
  'docs/reference/api.md',
  'docs/reference/errors.md',
];
