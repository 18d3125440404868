// The connections to the page: bytes in, one answer out, then the end. One thread, and every wait
// has an end.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/descriptor.h"

namespace pyx::ceremony::room_page {

// The whole answer to what has come so far; nothing: more is needed.
using Answer = std::function<std::optional<std::string>(std::string_view bytes)>;

class PageClients {
 public:
  //   listening, wake  descriptors of the caller, which outlive this; both without waiting. `wake`
  //                    becomes readable when it is to end
  //   most             connections; the oldest gives way to the newest
  //   whole            the time that one of them has
  PageClients(int listening, int wake, std::size_t most, Duration whole)
      : listening_(listening), wake_(wake), most_(most), whole_(whole) {}

  // Until it is woken: empty then. Otherwise why it cannot go on.
  std::string serve(const Answer& answer);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Client {
    Descriptor socket;
    Moment ends;
    std::string in;
    std::string out;
    std::size_t sent = 0;
    bool answered = false;  // all of it is sent: only the other side's end is waited for
  };

  bool accept();
  // Whether the connection goes on.
  bool serve(Client& client, short ready, const Answer& answer);
  bool receive(Client& client, const Answer& answer);
  bool send(Client& client);

  int listening_;
  int wake_;
  std::size_t most_;
  Duration whole_;
  std::list<Client> clients_;  // the oldest first
};

}  // namespace pyx::ceremony::room_page
