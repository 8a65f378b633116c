#!/usr/bin/env bash
# The laws of saving and merging on many random plans: scripts/bars/laws.sh [CASES] [SEED]
set -euo pipefail
cd "$(dirname "$0")/../.."
export PROPTEST_CASES="${1:-10000}" PROPTEST_RNG_SEED="${2:-1}"
cargo test --lib format::update
cargo test --lib format::merge
