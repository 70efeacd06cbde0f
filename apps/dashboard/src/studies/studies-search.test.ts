import { expect, it } from 'vitest';
import {
  isFiltered,
  readStudiesSearch,
  searchOfQuery,
  studiesQueryText,
} from './studies-search.js';

it('asks the API for what the address has, and for nothing that only the page knows', () => {
  const search = readStudiesSearch({ state: 'running', tag: 'paper', owner: 'Ada L', view: 'all' });
  const query = studiesQueryText(search);
  expect(query).toBe('state=running&tag=paper&owner=Ada+L');
  expect(searchOfQuery(query)).toEqual({ ...search, view: undefined });
  expect(readStudiesSearch({ state: 'lost', view: 'mine', sort: 1 })).toEqual({});
});

it('takes an order for no filter', () => {
  expect(isFiltered(readStudiesSearch({ sort: 'name', view: 'all' }))).toBe(false);
  expect(isFiltered(readStudiesSearch({ dataset: 'ham10000' }))).toBe(true);
});
