// Photos are made smaller on the phone before they are sent; without scripts they go as they are.

const LONGEST_PX = 1600, QUALITY = 0.82, PREVIEW_PX = 240;

const painted = (image, longest) => {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
};

/** The picture as a smaller JPEG file; the file itself where that saves nothing. */
async function smaller(file, image) {
  const canvas = painted(image, LONGEST_PX);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

export function watchPhotos({ form, texts }) {
  let busy = Promise.resolve();
  for (const tile of form.querySelectorAll("[data-photo-tile]")) {
    const input = tile.querySelector("input");
    const preview = tile.querySelector("img");
    const note = tile.querySelector("[data-photo-note]");
    const take = async () => {
      const file = input.files[0];
      preview.hidden = true;
      note.textContent = "";
      if (!file) return;
      note.textContent = texts.scaling;
      try {
        const image = await createImageBitmap(file, { imageOrientation: "from-image" });
        const sent = await smaller(file, image);
        const chosen = new DataTransfer();
        chosen.items.add(sent);
        input.files = chosen.files;
        preview.src = painted(image, PREVIEW_PX).toDataURL("image/jpeg");
        preview.hidden = false;
        note.textContent = texts.scaled.replace("{n}", Math.max(1, Math.round(sent.size / 1024)));
      } catch {
        note.textContent = file.name; // the server says what is wrong with it
      }
    };
    input.addEventListener("change", () => { busy = busy.then(take); });
  }
  // Whoever sends while a photo is being made smaller waits for it.
  let isReady = false;
  form.addEventListener("submit", (event) => {
    if (isReady) return;
    const { submitter } = event;
    event.preventDefault();
    event.stopImmediatePropagation();
    // A task of its own: while this event is being told, a form cannot be sent again.
    busy.finally(() => setTimeout(() => {
      isReady = true;
      form.requestSubmit(submitter);
      isReady = false;
    }));
  }, { capture: true });
}
