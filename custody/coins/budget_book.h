// Control SIGN-BUDGET: what each window of each budget has taken, and whether more fits. Plain
// values; the vault and the offline verifier keep the same book.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "custody/coins/amount.h"
#include "custody/coins/remaining.h"
#include "custody/coins/sliding_window.h"
#include "policies/budget.h"

namespace pyx::custody {

// A part of what a request is charged with: coins of one key.
struct ChargeLine {
  std::string denomination;  // these two empty for kCheck
  std::string currency;
  std::string profile;
  std::string key;  // its id's text
  Amount amount;
};
struct ChargedRequest {
  policies::Charge charge = policies::Charge::kIssue;
  std::string client;
  std::vector<ChargeLine> lines;
};

// What a store keeps of a window: one part of its time, or the one part of a life window.
struct WindowPart {
  std::string budget;
  Duration window{};  // zero: life
  std::int64_t part = 0;
  Amount taken;
  friend bool operator==(const WindowPart&, const WindowPart&) = default;
};

// Threads: one at a time.
class BudgetBook {
 public:
  // The budgets in force from now on. A window that was there before keeps what it has taken; a new
  // one begins empty.
  void set(const std::vector<policies::Budget>& budgets);
  void restore(const std::vector<WindowPart>& parts);

  // Takes the request into every window of every budget that it falls under; all or nothing. It is
  // put aside until keep() or drop(). Gives the window that is nearest to its end.
  // Errors: kRefused with SIGN-BUDGET: no budget allows it at all, or a window has no room: names
  // it, what remains and when it frees.
  Result<Remaining> take(const ChargedRequest& request, Time now);
  // The same without taking it.
  Result<Remaining> would_remain(const ChargedRequest& request, Time now) const;
  // What the windows of a budget have taken, in the order of its limits; nothing for an unknown
  // one.
  std::vector<Amount> taken_of(std::string_view budget, Time now) const;
  // Gives back to the life windows what take() took. Put aside as above.
  void give_back(const ChargedRequest& request);

  // What keep() would change, as it is to be stored; `now` as it was given to take().
  std::vector<WindowPart> changes(Time now) const;
  void keep(Time now);
  void drop();

 private:
  struct Window {
    std::optional<SlidingWindow> sliding;  // nothing: for life
    Amount life;
    Amount aside;     // taken, not kept yet
    Amount returned;  // given back, not kept yet
  };
  struct Kept {
    policies::Budget budget;
    std::vector<Window> windows;  // one a limit
  };
  struct Place {
    policies::Charge charge;
    policies::Scope scope;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  using Shares = std::map<std::size_t, Amount>;  // by position in kept_

  Result<Remaining> nearest_end(const Shares& shares, Time now) const;
  Result<Shares> shares_of(const ChargedRequest& request) const;
  Amount taken(const Window& window, Time now) const;
  Error no_room(const Kept& kept, std::size_t limit, const Amount& wanted, Time now) const;

  std::vector<Kept> kept_;
  std::map<Place, std::vector<std::size_t>> at_;
  std::vector<std::pair<std::size_t, std::size_t>> touched_;  // budget, limit
};

}  // namespace pyx::custody
