/** Calls of each command as they stand in its help; a test parses them all. */
const examples: Readonly<Record<string, readonly string[]>> = {
  demo: ['crossfold demo --keep', 'crossfold demo leak'],
  doctor: ['crossfold doctor', 'crossfold doctor --json'],
  setup: ['crossfold setup'],
  'dataset add': [
    'crossfold dataset add photos --name skin',
    'crossfold dataset add photos --labels diagnosis --group patient',
  ],
  'dataset list': ['crossfold dataset list'],
  'dataset show': ['crossfold dataset show skin --sheet classes.png'],
  'dataset duplicates': ['crossfold dataset duplicates skin --bits 8'],
  'dataset verify': ['crossfold dataset verify skin'],
  'dataset diff': ['crossfold dataset diff skin@3f2a skin'],
  'dataset remove': ['crossfold dataset remove skin --dry-run'],
  'dataset synth': ['crossfold dataset synth drawn-images --images 300 --shares mild'],
  'model list': ['crossfold model list', 'crossfold model list --registered'],
  'model run': [
    'crossfold model run resnet50 --weights resnet50.h5 --input images.npy --output features.npy',
  ],
  'model export': [
    'crossfold model export --study focal --trial full.f0.s1 --format onnx --output model.onnx',
    'crossfold model export resnet50 --weights resnet50.h5 --format savedmodel --output resnet50',
  ],
  'model register': ['crossfold model register skin-triage focal'],
  'model show': ['crossfold model show skin-triage'],
  'model promote': ['crossfold model promote skin-triage@2 --stage production'],
  plan: [
    'crossfold plan skin --folds 5',
    'crossfold plan skin --protocol image --out plan.csv',
    'crossfold plan --metadata table.csv --labels diagnosis --group patient',
  ],
  'plan import': ['crossfold plan import plan.csv --dataset skin'],
  audit: [
    'crossfold audit split.csv --images photos',
    'crossfold audit split.csv --dataset skin --predictions predictions.csv --strict',
  ],
  compare: ['crossfold compare focal predictions.csv --name vision-transformer'],
  run: [
    'crossfold run study.yaml',
    'crossfold run study.yaml --set folds=3 --set seeds=[1]',
    'crossfold run study.yaml --no-follow --yes',
  ],
  reproduce: ['crossfold reproduce paper --quick', 'crossfold reproduce paper --data HAM10000'],
  'study list': [
    'crossfold study list --state running',
    'crossfold study list --find skin --sort name --json',
  ],
  'study show': ['crossfold study show focal', 'crossfold study show focal --config'],
  'study file': ['crossfold study file focal --out focal.yaml'],
  'study logs': [
    'crossfold study logs focal full.f0.s1',
    'crossfold study logs focal full.f0.s1 --attempt 1 --tail 20',
  ],
  'study follow': ['crossfold study follow focal'],
  'study forecast': ['crossfold study forecast study.yaml --slots 8'],
  'study measure': ['crossfold study measure focal --variant full'],
  'study cancel': [
    'crossfold study cancel focal',
    'crossfold study cancel focal --trial full.f0.s1',
  ],
  'study pause': ['crossfold study pause focal'],
  'study resume': ['crossfold study resume focal'],
  'study retry': ['crossfold study retry focal --trial no-focal.f2.s1'],
  'study revive': ['crossfold study revive focal --arm no-dropout'],
  'study prioritise': ['crossfold study prioritise focal 10'],
  'study budget': ['crossfold study budget focal --max-hours 40'],
  'fleet forecast': ['crossfold fleet forecast'],
  'fleet policy': ['crossfold fleet policy', 'crossfold fleet policy policy.yaml'],
  'study clone': ['crossfold study clone focal --set seeds=[4,5] --reuse'],
  'study schema': ['crossfold study schema > study.schema.json'],
  report: [
    'crossfold report focal',
    'crossfold report focal --format html --out focal.html',
    'crossfold report focal --table cells --out cells.csv',
  ],
  evaluate: ['crossfold evaluate focal --dataset ph2'],
  explain: ['crossfold explain focal --per-class 8 --out maps.html'],
  predict: [
    'crossfold predict focal photos/new.jpg',
    'crossfold predict focal photos/new.jpg --top 5 --csv > predictions.csv',
  ],
  export: ['crossfold export focal packed', 'crossfold export focal tables --to parquet'],
  reconcile: ['crossfold reconcile'],
  verify: ['crossfold verify focal', 'crossfold verify --audit-log'],
  up: ['crossfold up --workers 2'],
  top: ['crossfold top', 'crossfold top --once', 'crossfold top --json'],
  logs: ['crossfold logs --lines 50', 'crossfold logs --follow --trial full.f0.s1'],
  down: ['crossfold down'],
  mcp: ['crossfold mcp --max-trials 60', 'crossfold mcp --read-only --context lab'],
  'context add': [
    'crossfold context add lab --url https://crossfold.lab.example --token-env LAB_TOKEN',
  ],
  'context list': ['crossfold context list'],
  'context use': ['crossfold context use lab', 'crossfold context use local'],
  'context remove': ['crossfold context remove lab'],
  'token create': [
    'crossfold token create --user ada@lab.example --role researcher --project lesions',
    'crossfold token create --user nodes --role worker --endless',
  ],
  'token list': ['crossfold token list'],
  'token revoke': ['crossfold token revoke a2b3c4d5e6f7'],
  'audit-log': ['crossfold audit-log --last 20', 'crossfold audit-log --user ada@lab.example'],
  completion: [
    'source <(crossfold completion bash)',
    'crossfold completion zsh > "${fpath[1]}/_crossfold"',
    'crossfold completion fish > ~/.config/fish/completions/crossfold.fish',
  ],
};

/** @param path of a command, such as `study list` */
export function examplesOf(path: string): readonly string[] {
  return examples[path] ?? [];
}
