(() => {
  const steps = [...document.querySelectorAll('[data-step]')];
  const controls = document.querySelector('.controls');
  const next = controls.querySelector('[data-do="next"]'), all = controls.querySelector('[data-do="all"]'), start = controls.querySelector('[data-do="start"]');
  let shown = steps.length;
  const show = (count) => {
    shown = Math.max(0, Math.min(count, steps.length));
    steps.forEach((step, k) => { step.hidden = k >= shown; });
    const done = shown === steps.length;
    next.hidden = all.hidden = done;
    start.hidden = !done;
    if (shown && !done) { const around = steps[shown - 1].closest('details.solution'); if (around) around.open = true; }
    if (shown && !done) steps[shown - 1].scrollIntoView({ block: 'nearest' });
  };
  next.onclick = () => show(shown + 1);
  all.onclick = () => show(steps.length);
  start.onclick = () => show(1);
  controls.hidden = steps.length < 2;
  show(steps.length);
  document.addEventListener('keydown', (e) => {
    if (e.target !== document.body || e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key === 'ArrowRight') show(shown + 1);
    if (e.key === 'ArrowLeft') show(shown - 1);
  });
  document.addEventListener('click', async (e) => {
    const button = e.target.closest('.copy');
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.latex);
    const word = button.textContent;
    button.textContent = '✓';
    setTimeout(() => { button.textContent = word; }, 1200);
  });
})();
