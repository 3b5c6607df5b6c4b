// Shows what the portal tells of where a page may not do that itself, such as on phones. It answers no request, keeps
// nothing, and takes no messages from outside.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function open(place) {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // A tab that shows something else is left alone: somebody may be writing there.
  const there = tabs.find(({ url }) => new URL(url).pathname === place);
  return there ? there.focus() : self.clients.openWindow(place);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
