/** The screens of message templates, loaded together. */
export { MessageTemplatesScreen } from './message-list.tsx';
export {
  CopyMessageTemplateScreen,
  EditMessageTemplateScreen,
  NewMessageTemplateScreen,
} from './message-form.tsx';
