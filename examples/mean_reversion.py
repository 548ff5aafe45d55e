"""A strategy that sends its signals over HTTP: it buys below the band of two deviations around the average of the last 20
closes, and sells above it. Needs Python 3.9 and nothing else.

    python3 examples/mean_reversion.py ADDRESS TOKEN_FILE PRICES.csv [DAYS]

ADDRESS and TOKEN_FILE are `intake` and `intakeToken` of the `ready` line of `desk run --intake-port 8470`. Prints each
answer, and how many there were of each kind.
"""

import csv
import json
import statistics
import sys
import time
import urllib.error
import urllib.request

BATCH = 100
RETRY_SECONDS = 0.5


def signals_of(rows):
    """The signals that the prices give. Their ids are the days, so a second run of this program makes no second order."""
    closes = [float(row["close"]) for row in rows]
    for index in range(20, len(rows)):
        window = closes[index - 20 : index]
        away = (closes[index] - statistics.fmean(window)) / statistics.stdev(window)
        if abs(away) < 2:
            continue
        day = rows[index]["date"]
        yield {
            "id": f"mean-20/{day}",
            "source": "examples/mean_reversion.py",
            "strategy": "mean-20",
            "account": "main",
            "symbol": "SPX",
            "side": "buy" if away < 0 else "sell",
            "quantity": "10",
            "orderType": "market",
            "timeInForce": "DAY",
            "confidence": "0.8",
            "createdAt": f"{day}T21:00:00Z",
        }


def send(address, token, signals):
    """The answers to a batch. A busy desk, one that is closing, and one that is gone give what they have."""
    body = "".join(json.dumps(signal) + "\n" for signal in signals).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    request = urllib.request.Request(address, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read().decode()
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        if error.code not in (429, 503):
            raise SystemExit(f"{error.code}: {text}")
    except OSError:
        # Nobody knows what was taken. Sending it again gets the first answer of each that was.
        return []
    return [json.loads(line) for line in text.splitlines()]


def main(address, token_file, prices_file, days="250"):
    with open(prices_file, newline="") as file:
        rows = list(csv.DictReader(file))[: int(days)]
    waiting = list(signals_of(rows))
    counts = {"acknowledged": 0, "refused": 0, "duplicates": 0}
    while waiting:
        with open(token_file) as file:
            token = file.read().strip()
        batch = waiting[:BATCH]
        answered = set()
        for answer in send(address, token, batch):
            print(json.dumps(answer), flush=True)
            # Without a position it is not on record, and is sent again.
            if "position" in answer and "signalId" in answer:
                answered.add(answer["signalId"])
                counts[answer["type"]] += 1
                counts["duplicates"] += bool(answer.get("duplicate"))
        waiting = [signal for signal in waiting if signal["id"] not in answered]
        if len(answered) < len(batch):
            time.sleep(RETRY_SECONDS)
    print(json.dumps({"type": "done", **counts}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
