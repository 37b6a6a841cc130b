// Where the screen of a translation finds Wagtail's choosers.
(({ images, documents, pages }) => {
  window.chooserUrls ??= { imageChooser: images, documentChooser: documents, pageChooser: pages };
})(document.currentScript.dataset);
