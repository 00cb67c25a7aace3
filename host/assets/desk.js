// Says on the queue when new dossiers came in. The page works without this file.
(() => {
  'use strict';

  const EVERY = 20_000; // ms between two questions
  const box = document.getElementById('news');
  if (!box) return;

  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.news, { redirect: 'error' });
      if (!answer.ok) return;
      const { new: count, text } = await answer.json();
      if (!count || box.textContent === text) return;
      const link = document.createElement('a');
      link.href = box.dataset.again;
      link.textContent = text;
      box.replaceChildren(link);
      box.hidden = false;
    } catch {
      // No network, or signed out meanwhile: the next click says so.
    }
  };
  setInterval(ask, EVERY);
  document.addEventListener('visibilitychange', ask);
})();
