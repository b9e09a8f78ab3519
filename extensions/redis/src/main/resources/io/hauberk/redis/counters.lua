-- Decides about several counters at once: all of them change, or none.
--
-- KEYS     one for each draw, all in one slot
-- ARGV[1]  take, peek, adjust or reset
-- ARGV     then eight for each draw: the kind of counter, its cost, the stamp of what is corrected, and five that are the
--          kind's own; what a kind has no use for is 0
-- answers  the time, then four numbers for each draw: whether there was enough, and three that are the kind's own
--
-- Time is the server's, in microseconds. All numbers are whole and below 2^53, where the floating point of Lua is exact:
-- a time of this century and a hundred years together are, as is a count of 10^15. %.0f writes all their digits.
--
-- Where the clock was set back, no time has passed: what a counter knows of time moves back with it.

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local act = ARGV[1]
local MAX = 999999999999999

-- Generic cell rate: when all of it will be there again (tat, in microseconds and a fraction of one), and when that was said.
-- Own arguments: cost (micros, fraction), size (micros, fraction), denominator of the fractions; cost is its sign.
local function cell(raw, sign, stamp, cq, cr, tq, tr, den)
  local tat, frac, last
  if raw then tat, frac, last = string.match(raw, '^(%d+):(%d+):(%d+)$') end
  if tat then
    tat, frac, last = tonumber(tat), math.min(tonumber(frac), den - 1), tonumber(last)
    if now < last then tat = tat - (last - now) end
  end
  if not tat or tat < now then tat, frac = now, 0 end
  local before = {tat - now, frac}
  local enough = true
  if sign < 0 then
    -- The stamp is the tat after the draw. What lies before now has come back by itself.
    local left = math.max(0, stamp - now)
    if left > cq then tat, frac = tat - cq, frac - cr else tat = tat - left end
    if frac < 0 then tat, frac = tat - 1, frac + den end
    if tat < now then tat, frac = now, 0 end
  else
    tat, frac = tat + cq, frac + cr
    if frac >= den then tat, frac = tat + 1, frac - den end
    local most, rest = tq, tr
    if act == 'adjust' then
      most, rest = 2 * tq, 2 * tr
      if rest >= den then most, rest = most + 1, rest - den end
    end
    local within = tat - now < most or tat - now == most and frac <= rest
    if act == 'adjust' then
      if not within then tat, frac = now + most, rest end
    else
      enough = within
    end
  end
  local next
  if tat > now or frac > 0 then next = string.format('%.0f:%.0f:%.0f', tat, frac, now) end
  return enough, before, {tat - now, frac}, next, tat - now
end

-- A window that opens with its first use: when it opened, how much, and when that was said.
-- Own arguments: limit, period.
local function fixed(raw, cost, stamp, limit, period)
  local start, count, last
  if raw then start, count, last = string.match(raw, '^(%d+):(%d+):(%d+)$') end
  if start then
    start, count, last = tonumber(start), tonumber(count), tonumber(last)
    if now < last then start = start - (last - now) end
  end
  if not start or now - start >= period then start, count = now, 0 end
  local left = start + period - now
  local before = {count, left}
  local enough = true
  if cost < 0 then
    if stamp >= start then count = math.max(0, count + cost) end
  else
    if act ~= 'adjust' then enough = count + cost <= limit end
    count = math.min(MAX, count + cost)
  end
  local next
  if count > 0 then next = string.format('%.0f:%.0f:%.0f', start, count, now) end
  return enough, before, {count, left}, next, left
end

-- A window whose begin and end are given: how much. Own arguments: limit, end.
local function window(raw, cost, limit, finish)
  local count = raw and string.match(raw, '^%d+$') and tonumber(raw) or 0
  local left = math.max(0, finish - now)
  local before = {count, left}
  local enough = true
  if cost < 0 then
    count = math.max(0, count + cost)
  else
    if act ~= 'adjust' then enough = count + cost <= limit end
    count = math.min(MAX, count + cost)
  end
  local next
  if count > 0 then next = string.format('%.0f', count) end
  -- A minute longer, for those whose clocks are late.
  return enough, before, {count, left}, next, left + 60000000
end

-- When so much comes back of what the slices hold; -1 where it never does.
local function back(counts, slices, width, into, free)
  if free <= 0 then return 0 end
  for age = slices, 0, -1 do
    free = free - counts[age]
    if free <= 0 then return (slices + 1 - age) * width - into end
  end
  return -1
end

-- A sliding window: the number of the slice that is open, and how much in it and in each before it.
-- Own arguments: limit, width of a slice, slices in a period.
local function sliding(raw, cost, stamp, limit, width, slices)
  local into = now % width
  local open = (now - into) / width
  local counts, sum = {}, 0
  for age = 0, slices do counts[age] = 0 end
  local base, list
  if raw then base, list = string.match(raw, '^(%d+)|([%d,]+)$') end
  if base then
    local age = math.max(0, open - tonumber(base))
    for count in string.gmatch(list, '%d+') do
      if age <= slices then counts[age] = tonumber(count); sum = sum + counts[age] end
      age = age + 1
    end
  end
  local function level(price)
    local more = back(counts, slices, width, into, math.max(0, sum - limit) + 1)
    return {sum, more, back(counts, slices, width, into, sum + price - limit)}
  end
  local before = level(math.max(0, cost))
  local enough = true
  if cost < 0 then
    local age = math.max(0, open - (stamp - stamp % width) / width)
    if age <= slices then
      local given = math.min(counts[age], -cost)
      counts[age], sum = counts[age] - given, sum - given
    end
  else
    local added = cost
    if act == 'adjust' then added = math.max(0, math.min(cost, 2 * limit - sum)) else enough = sum + cost <= limit end
    counts[0], sum = counts[0] + added, sum + added
  end
  local after = level(0)
  local next
  if sum > 0 then
    local texts, last = {}, 0
    for age = 0, slices do
      texts[age + 1] = string.format('%.0f', counts[age])
      if counts[age] > 0 then last = age end
    end
    next = string.format('%.0f|', open) .. table.concat(texts, ',', 1, last + 1)
  end
  return enough, before, after, next, (slices + 1) * width - into
end

if act == 'reset' then
  redis.call('DEL', unpack(KEYS))
  local zeros = {now}
  for i = 1, 4 * #KEYS do zeros[i + 1] = 0 end
  return zeros
end

local draws, all = {}, true
for i = 1, #KEYS do
  local a = 8 * i - 6
  local kind = ARGV[a]
  local n = {}
  for j = 1, 7 do n[j] = tonumber(ARGV[a + j]) end
  local raw = redis.call('GET', KEYS[i])
  local enough, before, after, next, left
  if kind == 'c' then
    enough, before, after, next, left = cell(raw, n[1], n[2], n[3], n[4], n[5], n[6], n[7])
  elseif kind == 'f' then
    enough, before, after, next, left = fixed(raw, n[1], n[2], n[3], n[4])
  elseif kind == 'w' then
    enough, before, after, next, left = window(raw, n[1], n[3], n[4])
  else
    enough, before, after, next, left = sliding(raw, n[1], n[2], n[3], n[4], n[5])
  end
  all = all and enough
  draws[i] = {enough, before, after, next, left, raw}
end

local change = all and act ~= 'peek'
local answer = {now}
for i, draw in ipairs(draws) do
  if change then
    if draw[4] then
      -- A little longer than needed: a counter that outlives its use says the same as one that is gone.
      redis.call('SET', KEYS[i], draw[4], 'PX', string.format('%.0f', math.floor(draw[5] / 1000) + 1000))
    elseif draw[6] then
      redis.call('DEL', KEYS[i])
    end
  end
  local level = change and draw[3] or draw[2]
  answer[#answer + 1] = draw[1] and 1 or 0
  answer[#answer + 1] = level[1]
  answer[#answer + 1] = level[2]
  answer[#answer + 1] = level[3] or 0
end
return answer
