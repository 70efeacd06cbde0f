const tokenKey = 'crossfold-api-token';

/** The token of this tab: gone when the tab is closed, and never sent anywhere but to the API. */
export const tokenStore = {
  read: () => sessionStorage.getItem(tokenKey),
  save: (token: string) => {
    sessionStorage.setItem(tokenKey, token);
  },
};
