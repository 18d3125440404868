// Clients of a mint that ask at random; each answer is held against what the model foresaw.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/mint_model.h"
#include "tests/support/mint_vault.h"

namespace pyx::testing {

class MintClients {
 public:
  // All three outlive it.
  MintClients(MintVault& vault, MintModel& model, std::mt19937& random)
      : vault_(vault), model_(model), random_(random) {}

  void mint();
  void exchange();  // for equal value, or, now and then, for more
  void redeem();
  // The same bytes, mostly by who sent them, or another request under the same id.
  void ask_again();
  // For as little as can be, so that budgets hardly stop it.
  void everybody_asks();

  // Of the coins that were handed out and not given in again, by denomination.
  std::map<std::string, custody::Amount> held() const;
  std::size_t answers() const { return answers_.size(); }

 private:
  // A coin that was handed out, and the pouch that holds it.
  struct Held {
    std::shared_ptr<custody::CoinPouch> pouch;
    std::size_t at = 0;
    const custody::CoinFace& face() const { return pouch->faces()[at]; }
  };
  struct Asked {
    MintModel::Ask ask;
    custody::ValueRequest request;
  };
  using Lines = std::vector<custody::CoinLine>;

  unsigned pick(std::size_t below) { return static_cast<unsigned>(random_() % below); }
  std::string some_client(custody::Operation operation);  // mostly one that may
  std::vector<Held> living() const;
  std::vector<Held> some_coins();  // mostly living ones
  static custody::CoinPouch together(const std::vector<Held>& coins);

  void mint(const std::string& client, const Lines& lines);
  void exchange(const std::string& client, const std::vector<Held>& coins, std::uint64_t out);
  void ask_new(const std::string& client, custody::ValueRequest request, Lines out,
               std::vector<custody::CoinFace> in);
  void ask_as(const std::string& client, Asked asked);
  void ask(const Asked& asked);
  void book(const Asked& asked, const custody::ValueAnswer& answer,
            const custody::ChargedRequest& charge);
  custody::Amount take_home(custody::CoinPouch pouch);

  MintVault& vault_;
  MintModel& model_;
  std::mt19937& random_;
  std::vector<Held> coins_;  // all that were ever handed out
  std::set<std::pair<Uuid, custody::CoinId>> seen_;
  std::vector<Asked> asked_;
  std::map<std::pair<std::string, Uuid>, Bytes> answers_;  // by client and request
};

}  // namespace pyx::testing
