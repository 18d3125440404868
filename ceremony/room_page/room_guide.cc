#include "ceremony/room_page/room_guide.h"

namespace pyx::ceremony::room_page {

void RoomGuide::show(const running::Moment& moment) {
  server_.show(moment);
  guide_.show(moment);
  if (const auto failure = server_.failure())
    guide_.say("the page on the wall has ended: " + *failure + "; the ceremony goes on");
}

}  // namespace pyx::ceremony::room_page
