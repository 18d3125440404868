// A guide around another one, whose moments the page on the wall shows too.
#pragma once

#include "ceremony/room_page/room_server.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::room_page {

class RoomGuide final : public running::Guide {
 public:
  // Both outlive this.
  RoomGuide(running::Guide& guide, RoomServer& server) : guide_(guide), server_(server) {}

  // A page that fails is said once, and nothing else.
  void show(const running::Moment& moment) override;
  void say(std::string_view sentence) override { guide_.say(sentence); }
  void read(std::string_view text) override { guide_.read(text); }
  Result<std::string> ask(const running::Question& question) override {
    return guide_.ask(question);
  }
  void lend_terminal() override { guide_.lend_terminal(); }
  void take_terminal() override { guide_.take_terminal(); }

 private:
  running::Guide& guide_;
  RoomServer& server_;
};

}  // namespace pyx::ceremony::room_page
