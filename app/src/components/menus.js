((page) => {
  const open = () => page.querySelectorAll('details:is(.menu, .person, .more-places)[open]');
  page.addEventListener('click', ({ target }) => {
    for (const menu of open()) if (!menu.contains(target)) menu.open = false;
  });
  page.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.firstElementChild.focus();
    }
  });
})(document);
