// Requests for each of the mint's operations, for tests of both sides of the wire.
#pragma once

#include <vector>

#include "custody/coins/value_request.h"
#include "tests/custody/server/operation_bodies.h"

namespace pyx::testing {

inline std::vector<custody::ValueRequest> sample_requests() {
  const Uuid key = Uuid::parse(kSampleKey).value();
  const custody::Payment payment{key, Bytes(100, 7)};
  const std::vector<custody::CoinLine> coins = {{"eur-5", 3}, {"eur-1", 2}};
  const custody::HolderKey holder = custody::holder_key_from(sample_holder()).value();
  const custody::Answer answer{"receipt", sha256("sale"), "EUR", 1500, "thank you, come again"};
  std::vector<custody::ValueRequest> all;
  const auto add = [&all](decltype(custody::ValueRequest::what) what) {
    all.push_back({{}, Uuid::v7(SystemClock().now()), false, std::move(what)});
  };
  add(custody::CoinsMint{coins, holder});
  add(custody::CoinsCheck{payment});
  add(custody::CoinsExchange{payment, coins, holder});
  add(custody::CoinsRedeem{payment, sha256("account")});
  add(custody::BlindSign{key, {Bytes(256, 1), Bytes(256, 2)}});
  add(custody::AnswerSign{key, answer});
  add(custody::LedgerAttest{key, "eur-5", {{"eur-5", {12, 6000}}}});
  return all;
}

}  // namespace pyx::testing
