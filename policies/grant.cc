#include "policies/grant.h"

#include <array>

namespace pyx::policies {
namespace {

bool is_of_coins(Purpose purpose) {
  return purpose == Purpose::kCoin || purpose == Purpose::kCoinSeed ||
         purpose == Purpose::kEnvelope;
}

constexpr std::array kToMint = {Purpose::kCoin};
constexpr std::array kToOpen = {Purpose::kEnvelope};
constexpr std::array kToExchange = {Purpose::kCoin, Purpose::kEnvelope};
constexpr std::array kToSignBlindly = {Purpose::kBlindSign};
constexpr std::array kToAnswer = {Purpose::kAnswer};

}  // namespace

bool uses_keys(Access access) { return access != Access::kActs && access != Access::kLog; }

bool serves(Access access, Purpose purpose) {
  switch (access) {
    case Access::kSign:
      return purpose == Purpose::kSign || purpose == Purpose::kMac;
    case Access::kActs:
    case Access::kLog:
      return false;
    case Access::kCoinsMint:
    case Access::kCoinsCheck:
    case Access::kCoinsExchange:
    case Access::kCoinsRedeem:
      return is_of_coins(purpose);
    case Access::kBlindSign:
      return purpose == Purpose::kBlindSign;
    case Access::kAnswerSign:
    case Access::kLedgerAttest:
      return purpose == Purpose::kAnswer;
  }
  return false;
}

std::span<const Purpose> needed_by(Access access) {
  switch (access) {
    case Access::kSign:
    case Access::kActs:
    case Access::kLog:
      return {};
    case Access::kCoinsMint:
      return kToMint;
    case Access::kCoinsCheck:
    case Access::kCoinsRedeem:
      return kToOpen;
    case Access::kCoinsExchange:
      return kToExchange;
    case Access::kBlindSign:
      return kToSignBlindly;
    case Access::kAnswerSign:
    case Access::kLedgerAttest:
      return kToAnswer;
  }
  return {};
}

}  // namespace pyx::policies
