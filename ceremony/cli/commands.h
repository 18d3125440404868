// All commands of pyx, noun by noun.
#pragma once

#include "ceremony/cli/command.h"

namespace pyx::ceremony {

Commands officer_commands();
Commands token_commands();
Commands token_setup_commands();  // init, wipe
Commands token_pins_commands();   // change-pins
Commands token_matrix_commands();
Commands bench_commands();
Commands policy_commands();
Commands vault_commands();
Commands vault_move_commands();     // move
Commands vault_restore_commands();  // catch-up, rebuild
Commands act_commands();            // list, show, execute
Commands act_propose_commands();
Commands act_decide_commands();    // approve, refuse, withdraw
Commands key_commands();           // list, show, public
Commands key_calendar_commands();  // calendar
Commands backup_commands();        // list, show, export, give-up
Commands backup_table_commands();  // create, rewrap, prove, restore, destroy-copy
Commands share_commands();         // record, status, submit
Commands share_holder_commands();  // acknowledge, drill
Commands share_move_commands();
Commands reshare_commands();
Commands custody_commands();
Commands budget_commands();
Commands request_commands();
Commands receipt_commands();
Commands freeze_commands();
Commands log_commands();
Commands ceremony_commands();         // check, show
Commands ceremony_run_commands();     // run, resume, rehearse
Commands ceremony_bundle_commands();  // verify, redact
Commands ceremony_paper_commands();   // report, print

// In the order in which help shows them.
const Commands& all_commands();

}  // namespace pyx::ceremony
