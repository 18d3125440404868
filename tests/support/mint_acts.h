// Acts of a mint that have a part on the token, each with all that must be there before it and what
// is true afterwards, to the unit.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/mint_vault.h"

namespace pyx::testing {

class MintAct {
 public:
  virtual ~MintAct() = default;
  // Once, of a mint that has not minted yet. It may be closed and opened again meanwhile.
  virtual custody::ActParameters prepare(MintVault& vault) = 0;
  virtual std::size_t objects() const { return 0; }  // that it makes on the token
  virtual void expect_executed(MintVault& vault, const Uuid& act) = 0;
  virtual void expect_failed(MintVault& vault);  // that nothing of it was done
  // What `pyx log verify` tells after one of these.
  virtual std::vector<std::string> cash(custody::ActState state) const = 0;
};

// keys.schedule of eur-5 and, behind it, eur-10-blind.
std::unique_ptr<MintAct> scheduling();
// coins.refund of an answer that was lost, of which one coin was spent all the same: of 1200 cents,
// under a budget for refunds of so many.
std::unique_ptr<MintAct> refunding(unsigned budget);
// reservation.free of a coins.mint or a blind.sign that died before it was answered, so long ago.
std::unique_ptr<MintAct> freeing_mint(Duration ago);
std::unique_ptr<MintAct> freeing_blind(Duration ago);

}  // namespace pyx::testing
