#!/usr/bin/env bash
# What the page of tfs-dump --html costs: its bytes, the seconds to write it, and in Debian's Chromium the time until the
# first paint, until the map is drawn, and the longest frame of a zoom: bench/html.sh [IMAGE]...
#
# Without an IMAGE, it makes one of the arm64 tree and one of 200 000 small files.
# The browser has no graphics card here; a laptop is faster.
# shellcheck source=bench/begin
. "$(dirname "$0")/begin"
"$home/tools/need" "${0##*/}" /usr/bin/chromium chromium /usr/bin/chromedriver chromium-driver curl curl jq jq
driver=
trap '[ -z "$driver" ] || kill "$driver" 2>/dev/null || true; clean_up' EXIT
if [ $# -eq 0 ]; then
    "$home/testdata/arm64-root.sh" "$work/arm64" >/dev/null
    "$home/testdata/many-files.sh" "$work/many"
    "$home/bin/tfs-mkfs" -q -r "$work/arm64" "$work/arm64.raw"
    "$home/bin/tfs-mkfs" -q -r "$work/many" "$work/many.raw"
    set -- "$work/arm64.raw" "$work/many.raw"
fi
port=$((20000 + $$ % 20000))
TMPDIR=$work /usr/bin/chromedriver --port="$port" >"$work/driver.log" 2>&1 &
driver=$!
curl -sf --retry 20 --retry-connrefused --retry-delay 1 "http://127.0.0.1:$port/status" >/dev/null

call() { curl -sf -X "$1" -d "$3" "http://127.0.0.1:$port/$2"; }
run() { call POST "session/$session/execute/$1" "$(jq -n --arg script "$2" '{script: $script, args: []}')" | jq -r .value; }

flags='["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1280,1000"]'
session=$(call POST session "{\"capabilities\": {\"alwaysMatch\": {\"goog:chromeOptions\":
    {\"binary\": \"/usr/bin/chromium\", \"args\": $flags}}}}" | jq -r .value.sessionId)
call POST "session/$session/timeouts" '{"script": 120000}' >/dev/null

printf '%-24s %12s %9s %9s %9s %9s\n' image bytes 'write s' 'paint ms' 'map ms' 'frame ms'
for image; do
    begin=${EPOCHREALTIME//[!0-9]/}
    "$home/bin/tfs-dump" --html "$work/page.html" "$image" >/dev/null
    end=${EPOCHREALTIME//[!0-9]/}
    call POST "session/$session/url" "{\"url\": \"file://$work/page.html\"}" >/dev/null
    # The last callback is that of the test.
    run async 'const done = arguments[arguments.length - 1];
        const look = () => document.documentElement.dataset.ready === "true" ? done("") : requestAnimationFrame(look);
        look();' >/dev/null
    paint=$(run sync 'return Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime)')
    map=$(run sync 'return Math.round(performance.getEntriesByName("shown")[0].startTime)')
    frame=$(run async 'const done = arguments[arguments.length - 1];
        const map = document.getElementById("treemap");
        const key = name => map.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
        key("ArrowDown");
        key("Enter");
        let last = performance.now(), longest = 0, frames = 0;
        const next = () => {
          const now = performance.now();
          if (frames > 1) longest = Math.max(longest, now - last);
          last = now;
          if (++frames < 16) requestAnimationFrame(next); else done(Math.round(longest));
        };
        requestAnimationFrame(next);')
    printf '%-24s %12d %9s %9s %9s %9s\n' "${image##*/}" "$(stat -c %s "$work/page.html")" \
        "$(awk "BEGIN { printf \"%.1f\", ($end - $begin) / 1000000 }")" "$paint" "$map" "$frame"
done
call DELETE "session/$session" '' >/dev/null
