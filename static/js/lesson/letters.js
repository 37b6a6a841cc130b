/* The letters of a text without space, and where each stands: a passage is found again by its letters alone. */
const SPACE = /\s/;

export const squeeze = (text) => text.replace(/\s+/g, "");

export function lettersOf(root) {
  // Questions come and go with their state; the server knows the text without them.
  const isText = (node) => (node.parentElement.closest("[data-apart]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, isText);
  const spots = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    [...node.data].reduce((offset, letter) => {
      if (!SPACE.test(letter)) {
        text += letter;
        for (let unit = 0; unit < letter.length; unit += 1) spots.push([node, offset + unit]);
      }
      return offset + letter.length;
    }, 0);
  }
  return { text, spots };
}

/* The range of a passage; where its words stand more than once, the one whose surroundings fit best. */
export function find({ text, spots }, { quote, prefix, suffix }) {
  const wanted = squeeze(quote);
  const [before, after] = [squeeze(prefix), squeeze(suffix)];
  let best = null;
  for (let at = text.indexOf(wanted); wanted && at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const fit = shared([...text.slice(0, at)].reverse(), [...before].reverse()) + shared(text.slice(end), after);
    if (!best || fit > best.fit) best = { fit, at, end };
  }
  return best && rangeOf(spots, best);
}

function shared(one, other) {
  let count = 0;
  while (count < other.length && one[count] === other[count]) count += 1;
  return count;
}

function rangeOf(spots, { at, end }) {
  const range = document.createRange();
  const [last, offset] = spots[end - 1];
  range.setStart(...spots[at]);
  range.setEnd(last, offset + 1);
  return range;
}
