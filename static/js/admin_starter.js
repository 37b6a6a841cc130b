// Starts the editor's choosers and panels. Elements name what to start and with which arguments, since an inline script would
// break the content security policy. Stimulus also connects elements that arrive later, in dialogs and new rows.
window.wagtail.app.register(
  "starter",
  class extends window.StimulusModule.Controller {
    static values = { name: String, arguments: Array };

    connect() {
      Reflect.construct(window[this.nameValue], this.argumentsValue);
      this.element.remove();
    }
  },
);
