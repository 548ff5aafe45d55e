#!/usr/bin/env bash
# Makes the data folder of a version: `make.sh CHECKOUT FOLDER`, where CHECKOUT is that version, with its packages.
set -euo pipefail
checkout=$(realpath "$1"); data=$2; mkdir -p "$data"; data=$(realpath "$data")
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
desk() { (cd "$checkout" && node_modules/.bin/node scripts/run.mjs src/main/hosts/headless/desk.ts "$@" --data "$data"); }
run() { cd "$checkout"; exec node_modules/.bin/node scripts/run.mjs src/main/hosts/headless/desk.ts run --data "$data" "$@"; }
order() { # id account side quantity more-fields
  printf '{"id":"%s","source":"fixture","strategy":"manual","account":"%s","symbol":"SPX","side":"%s","quantity":"%s","confidence":"0.9","createdAt":"%s"%s}\n' \
    "$1" "$2" "$3" "$4" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${5:-}"
}
instrument='{"symbol":"SPX","venue":"sim","currency":"USD","tickSize":"0.25","lotSize":"1","quantityMin":"1","quantityMax":"1000000"}'
echo "{\"accounts\":[\"main\",\"second\"],\"instruments\":[$instrument]}" > "$here/both.json"

head -n 18 "$checkout/resources/signals-sp500.ndjson" > "$here/signals.ndjson"
desk replay "$here/signals.ndjson" --config "$here/both.json" --report json

mkfifo "$here/in"
run --signals - --config "$here/both.json" < "$here/in" > "$here/out" &
running=$!
exec 3> "$here/in"
answers() { until [ "$(wc -l < "$here/out")" -ge "$1" ]; do sleep 0.1; done; }
answers 1
market=',"orderType":"market","timeInForce":"DAY"'
order bracket second buy 10 "$market,\"takeProfit\":\"9000\",\"stopLoss\":\"10\"" >&3
order resting main buy 5 ',"orderType":"limit","limitPrice":"1300","timeInForce":"GTC"' >&3
order canceled main buy 5 ',"orderType":"limit","limitPrice":"1300","timeInForce":"GTC"' >&3
order tooLarge main buy 100000 "$market" >&3
answers 5
sleep 1
id() { sed -n "s/.*\"signalId\":\"$1\".*\"orderId\":\"\([^\"]*\)\".*/\1/p" "$here/out"; }
desk amend "$(id resting)" --quantity 8 --limit 1301 --reason 'a larger one, closer to the market'
desk cancel "$(id canceled)" --reason 'not wanted any more'
desk breaker trip sim --reason 'a look at the breaker'
desk breaker reset sim --reason 'looked at'
(cd "$checkout" && node_modules/.bin/node --input-type=module -e "
  const { connectControl } = await import('./src/main/hosts/control/controlClient.ts');
  const { api, close } = await connectControl('$data');
  const none = { latencyMs: 0, jitterMs: 0, rejectProbability: 0, loseAnswerProbability: 0, duplicateProbability: 0, disconnectProbability: 0 };
  const configure = api.configureSimulator ?? api.configureVenueSimulation;
  for (const faults of [{ ...none, latencyMs: 5 }, none]) console.log(await configure({ venue: 'sim', faults, reason: 'a look at latency' }));
  process.exit(0);
")
order late main sell 3 "$market" >&3
answers 6
desk restrict --scope account:second --state reducing --reason 'only out'
desk kill --scope account:main --reason 'wrong prices'
kill -TERM $running; wait $running
# Once more, without the account that holds a position: an alarm, and exits that go on.
echo "{\"accounts\":[\"main\"],\"instruments\":[$instrument]}" > "$here/main.json"
run --config "$here/main.json" > "$here/out" &
running=$!
answers 1
kill -TERM $running; wait $running
desk verify
desk orders
rm -r "$data/logs" "$data"/*.lock
