import { expect, it } from 'vitest';
import { parseViews, renameView, withView, withoutView, type SavedViews } from './saved-views.js';

const kept: SavedViews = {
  views: [
    { name: 'mine', query: 'owner=Ada' },
    { name: 'running', query: 'state=running&sort=name' },
  ],
  usual: 'mine',
};

it('reads back what it kept, and nothing of what it cannot read', () => {
  expect(parseViews(JSON.stringify(kept))).toEqual(kept);
  for (const json of [null, '', '{', '[]', '{"views":{}}', '{"views":[1,{"name":"a"}]}']) {
    expect(parseViews(json)).toEqual({ views: [], usual: null });
  }
  expect(parseViews(JSON.stringify({ ...kept, usual: 'gone' })).usual).toBeNull();
});

it('replaces a view of the same name', () => {
  const { views } = withView(kept, { name: 'mine', query: 'owner=Bob' });
  expect(views.map(({ query }) => query)).toEqual(['owner=Bob', 'state=running&sort=name']);
});

it('renames a view, the default with it, and never to a name that is taken', () => {
  expect(renameView(kept, 'mine', 'ours')).toMatchObject({ usual: 'ours' });
  expect(renameView(kept, 'mine', 'running')).toEqual(kept);
  expect(renameView(kept, 'mine', '')).toEqual(kept);
});

it('has no default when it is deleted', () => {
  expect(withoutView(kept, 'mine')).toEqual({ views: [kept.views[1]], usual: null });
});
