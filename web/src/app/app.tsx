import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { queryClient } from '../api/client.ts';
import { Sprite } from '../components/sprite.tsx';
import { connection } from '../live/connection.ts';
import { NotFoundPage } from './not-found-page.tsx';
import { PageFrame } from './page-frame.tsx';
import { PAGES } from './pages.ts';
import { Shell } from './shell.tsx';
import { useStill } from './theme.ts';

export function App() {
  useStill();
  useEffect(() => connection.onReturn(() => void queryClient.invalidateQueries()), []);
  return (
    <QueryClientProvider client={queryClient}>
      <Router>
        <Sprite />
        <Shell>
          {(openPalette) => (
            <Switch>
              <Route path="/">
                <Redirect to="/orders" replace />
              </Route>
              {PAGES.map(({ path, component: Component }) => (
                <Route key={path} path={path}>
                  <PageFrame key={path}>
                    <Component />
                  </PageFrame>
                </Route>
              ))}
              <Route>
                <NotFoundPage onFind={openPalette} />
              </Route>
            </Switch>
          )}
        </Shell>
      </Router>
    </QueryClientProvider>
  );
}
