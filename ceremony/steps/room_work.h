// Steps by hand: what people do in the room is asked for and written down.
#pragma once

#include "ceremony/steps/doing.h"

namespace pyx::ceremony::steps {

// Of fetch, store, take, inspect, open, seal and destroy: each of those who do it says that it was
// done; each container is asked for its number, which is compared with the one that this transcript
// knows of it; and each thing gets an entry `item`. Errors: kRefused if a number is another one.
Result<void> handle_things(const Doing& doing);
// Whether each of its things has its entry.
bool things_were_handled(const Standing& standing);

// Which paper each of those to be identified showed, and that the faces are theirs.
Result<void> check_identity(const Doing& doing);
// Of the plan and the site, as the header has them.
Result<void> read_digests(const Doing& doing);

}  // namespace pyx::ceremony::steps
