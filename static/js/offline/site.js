/* On every page: installs the service worker for who is signed in, and has it forget their lessons once they are not. */
const root = document.documentElement;
const signedIn = root.hasAttribute("data-signed-in");
const notice = document.querySelector("[data-offline-notice]");

const show = () => {
  notice.hidden = navigator.onLine;
};

if ("serviceWorker" in navigator) {
  if (signedIn && navigator.onLine) navigator.serviceWorker.register("/sw.js");
  if (!signedIn) navigator.serviceWorker.controller?.postMessage("signed-out");
}
if (notice) {
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
