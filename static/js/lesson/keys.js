/* Alt, Shift and an arrow lead to the lesson before or after. With modifier keys nothing is typed or said by mistake. */
export function watchKeys(before, after) {
  const isRtl = document.documentElement.dir === "rtl";
  const ways = { ArrowLeft: isRtl ? after : before, ArrowRight: isRtl ? before : after };
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || isWriting || !ways[event.key]) return;
    event.preventDefault();
    ways[event.key].click();
  });
}
