// Bodies of the mint's operations, as an issuer sends them.
#pragma once

#include <map>
#include <string>

#include "base/base64.h"
#include "base/hex.h"
#include "custody/coins/operation.h"

namespace pyx::testing {

inline constexpr std::string_view kSampleKey = "01938c2e-7000-7000-8000-000000000001";

// A public key of RFC 7748, section 6.1.
inline std::string sample_holder() {
  return "x25519:" +
         to_base64url(
             from_hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a").value());
}
inline std::string sample_payment(std::size_t sealed_bytes = 100) {
  return R"({"envelope_key":")" + std::string(kSampleKey) + R"(","sealed":")" +
         to_base64url(Bytes(sealed_bytes, 7)) + R"("})";
}
inline std::string mint_body(const std::string& coins) {
  return R"({"coins":)" + coins + R"(,"holder":")" + sample_holder() + R"("})";
}
inline std::string counted_body(const std::string& count) {
  return mint_body(R"([{"denomination":"eur-5","count":)" + count + "}]");
}
inline std::string redeem_body(const std::string& account) {
  return R"({"payment":)" + sample_payment() + R"(,"account":)" + account + "}";
}
inline std::string blind_body(const std::string& elements) {
  return R"({"key":")" + std::string(kSampleKey) + R"(","elements":)" + elements + "}";
}
inline std::string answer_body(const std::string& more) {
  return R"({"key":")" + std::string(kSampleKey) +
         R"(","answer":{"kind":"receipt","transaction":")" + std::string(64, 'a') + "\"" + more +
         "}}";
}
inline std::string attest_body(const std::string& claims) {
  return R"({"key":")" + std::string(kSampleKey) + R"(","claims":)" + claims + "}";
}
inline std::string claim_body(const std::string& count, const std::string& value) {
  return attest_body(R"([{"denomination":"eur-5","outstanding":{"count":)" + count +
                     R"(,"value":)" + value + "}}]");
}

inline std::string operation_path(custody::Operation operation) {
  static const std::map<custody::Operation, std::string> kPaths = {
      {custody::Operation::kCoinsMint, "/v1/coins/mint"},
      {custody::Operation::kCoinsCheck, "/v1/coins/check"},
      {custody::Operation::kCoinsExchange, "/v1/coins/exchange"},
      {custody::Operation::kCoinsRedeem, "/v1/coins/redeem"},
      {custody::Operation::kBlindSign, "/v1/blind/sign"},
      {custody::Operation::kAnswerSign, "/v1/answers/sign"},
      {custody::Operation::kLedgerAttest, "/v1/ledger/attest"}};
  return kPaths.at(operation);
}

// One that is taken.
inline std::string good_body(custody::Operation operation) {
  switch (operation) {
    case custody::Operation::kCoinsMint:
      return counted_body("3");
    case custody::Operation::kCoinsCheck:
      return R"({"payment":)" + sample_payment() + "}";
    case custody::Operation::kCoinsExchange:
      return R"({"payment":)" + sample_payment() + "," + counted_body("3").substr(1);
    case custody::Operation::kCoinsRedeem:
      return redeem_body("\"" + std::string(64, 'c') + "\"");
    case custody::Operation::kBlindSign:
      return blind_body(R"(["AAAA","BBBB"])");
    case custody::Operation::kAnswerSign:
      return answer_body(R"(,"currency":"EUR","value":1500,"text":"thank you, come again")");
    case custody::Operation::kLedgerAttest:
      break;
  }
  return claim_body("12", "6000");
}

}  // namespace pyx::testing
