#include "tests/fuzz/target.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace pyx::fuzz {

std::span<const Target> all_targets() {
  static constexpr std::array kAll = {
      Target{"envelope", envelope},
      Target{"statement", statement},
      Target{"act", act},
      Target{"decision", decision},
      Target{"freeze", freeze},
      Target{"founding", founding},
      Target{"token_binding", token_binding},
      Target{"leaf", leaf},
      Target{"ceremony_entry", ceremony_entry},
      Target{"ceremony_statement", ceremony_statement},
      Target{"ceremony_transcript", ceremony_transcript},
      Target{"checkpoint", checkpoint},
      Target{"note", note},
      Target{"vkey", vkey},
      Target{"tile_path", tile_path},
      Target{"entry_bundle", entry_bundle},
      Target{"spki", spki},
      Target{"public_key_pem", public_key_pem},
      Target{"officer_key_pem", officer_key_pem},
      Target{"certificate", certificate},
      Target{"ecdsa_signature", ecdsa_signature},
      Target{"private_key_info", private_key_info},
      Target{"ceremony_plan", ceremony_plan},
      Target{"ceremony_site", ceremony_site},
      Target{"share_words", share_words},
      Target{"share_set", share_set},
      Target{"share_drill", share_drill},
      Target{"share_keeping", share_keeping},
      Target{"share_envelope", share_envelope},
      Target{"share_text", share_text},
      Target{"holder_certificate", holder_certificate},
      Target{"json_text", json_text},
      Target{"policy", policy},
      Target{"budgets", budgets},
      Target{"server_config", server_config},
      Target{"token_uri", token_uri},
      Target{"pin_source", pin_source},
      Target{"small_texts", small_texts},
      Target{"terminal_keys", terminal_keys},
      Target{"http_request", http_request},
      Target{"page_request", page_request},
      Target{"sign_body", sign_body},
      Target{"operation_body", operation_body},
      Target{"envelope_body", envelope_body},
      Target{"api_answer", api_answer},
      Target{"sign_answer", sign_answer},
      Target{"value_answer", value_answer},
      Target{"receipt_file", receipt_file},
      Target{"token_matrix", token_matrix},
      Target{"token_proof", token_proof},
      Target{"backup_file", backup_file},
  };
  return kAll;
}

bool quotes_nothing(std::string_view message) {
  return std::ranges::all_of(message, [](char c) {
    return c >= ' ' && c <= '~' && std::string_view("~^{}|`\\").find(c) == std::string_view::npos;
  });
}

void must_hold(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

}  // namespace pyx::fuzz
