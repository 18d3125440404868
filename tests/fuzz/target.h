// Fuzz targets: each reads bytes as the real reader does and says what must hold of whatever it
// accepts. fuzz_main.cc hands one to libFuzzer; corpus_test.cc runs the kept corpus through all.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"

namespace pyx::fuzz {

enum class Outcome { kRefused, kAccepted };

struct Target {
  std::string_view name;  // of the program and of the folder below tests/fuzz/corpus/
  Outcome (*run)(ByteView input);
};
std::span<const Target> all_targets();

// Ends the process, with `property` on stderr, if it does not hold.
void must_hold(bool holds, std::string_view property);
// No message that Pyx has of its own holds one of the characters that this looks for; whatever is
// quoted does, sooner or later. (To look for the input itself fails: the messages are inputs too.)
bool quotes_nothing(std::string_view message);

// backup_targets.cc
Outcome backup_file(ByteView input);
Outcome token_proof(ByteView input);
Outcome token_matrix(ByteView input);
// evidence_targets.cc
Outcome envelope(ByteView input);
Outcome statement(ByteView input);
Outcome act(ByteView input);
Outcome decision(ByteView input);
Outcome freeze(ByteView input);
Outcome founding(ByteView input);
Outcome token_binding(ByteView input);
Outcome leaf(ByteView input);
// ceremony_targets.cc
Outcome ceremony_entry(ByteView input);
Outcome ceremony_statement(ByteView input);
Outcome ceremony_transcript(ByteView input);
// log_targets.cc
Outcome checkpoint(ByteView input);
Outcome note(ByteView input);
Outcome vkey(ByteView input);
Outcome tile_path(ByteView input);
Outcome entry_bundle(ByteView input);
// key_targets.cc
Outcome spki(ByteView input);
Outcome public_key_pem(ByteView input);
Outcome officer_key_pem(ByteView input);
Outcome certificate(ByteView input);
Outcome ecdsa_signature(ByteView input);
Outcome private_key_info(ByteView input);
// plan_targets.cc
Outcome ceremony_plan(ByteView input);
Outcome ceremony_site(ByteView input);
// share_targets.cc
Outcome share_words(ByteView input);
Outcome share_set(ByteView input);
Outcome share_drill(ByteView input);
Outcome share_keeping(ByteView input);
Outcome share_envelope(ByteView input);
Outcome share_text(ByteView input);
Outcome holder_certificate(ByteView input);
// text_targets.cc
Outcome json_text(ByteView input);
Outcome policy(ByteView input);
Outcome budgets(ByteView input);
Outcome server_config(ByteView input);
Outcome token_uri(ByteView input);
Outcome pin_source(ByteView input);
Outcome small_texts(ByteView input);
Outcome terminal_keys(ByteView input);
// wire_targets.cc
Outcome http_request(ByteView input);
Outcome page_request(ByteView input);
Outcome sign_body(ByteView input);
Outcome operation_body(ByteView input);
Outcome envelope_body(ByteView input);
Outcome api_answer(ByteView input);
Outcome sign_answer(ByteView input);
Outcome value_answer(ByteView input);
Outcome receipt_file(ByteView input);

}  // namespace pyx::fuzz
