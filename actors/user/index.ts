import { userCommands, userEvents } from '../../machines/user/messages.ts';
import { defineHandlerActor, type HandlerActorDefinition } from '../../runtime/index.ts';
import { handle } from './handle.ts';

export { getUser, type User } from './queries.ts';

/** People who have registered, by user id. An address belongs to one of them. */
export function userActor(): HandlerActorDefinition {
  return defineHandlerActor({ type: 'user', messages: userCommands, events: userEvents, handle });
}
