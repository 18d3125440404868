// The people in the room, as a step's work reaches them: by the guide, each with his own key, and
// at the screen at which one person sits alone.
#pragma once

#include <string>
#include <string_view>

#include "ceremony/running/guide.h"
#include "ceremony/running/key_ring.h"
#include "ceremony/steps/people.h"
#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::running {

class RoomPeople final : public steps::People {
 public:
  //   screen  nullptr: there is no terminal
  RoomPeople(Guide& guide, KeyRing& keys, ShareTerminal* screen)
      : guide_(guide), keys_(keys), screen_(screen) {}
  // Whose keys they are. The roster outlives this.
  void know(const transcript::Roster& roster) { roster_ = &roster; }

  void show(std::string_view text) override { guide_.read(text); }
  Result<std::string> ask(const steps::Question& question) override;
  Result<void> agree(const steps::Question& question, std::string_view shown) override;
  Result<const Signer*> signer(const std::string& person) override;
  ShareTerminal& screen() override;
  // The guide has its terminal again.
  void leave_screen();

 private:
  Guide& guide_;
  KeyRing& keys_;
  ShareTerminal* screen_;
  const transcript::Roster* roster_ = nullptr;
  bool lent_ = false;
};

}  // namespace pyx::ceremony::running
