package io.hauberk.ratelimit;

import io.hauberk.Allowance;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Settings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request takes from a limit: {@code Cost.response("x-cost").max(50)}. Never less than nothing, and never more than
 * {@link #max}.
 *
 * <p>What is known before, a {@linkplain #of weight}, a {@linkplain #header header} or a {@linkplain #claim claim}, is taken
 * before the request goes on. What the answer tells is taken when its head is there, instead: by then it was used, so it is
 * taken even where that much is not left, and what is owed has to come back before the next request passes. Nobody owes more
 * than one more allowance.
 *
 * <p>Immutable, thread-safe; never blocks.
 */
public final class Cost {
    private static final String MESSAGE = "A cost is from %d to %d, but it is %d.";

    private final long base;
    private final long max;
    private final @Nullable String header;
    private final @Nullable String claim;
    private final @Nullable String response;
    private final Map<String, Long> statuses;

    private Cost(
            long base,
            long max,
            @Nullable String header,
            @Nullable String claim,
            @Nullable String response,
            Map<String, Long> statuses) {
        this.base = base;
        this.max = max;
        this.header = header;
        this.claim = claim;
        this.response = response;
        this.statuses = statuses;
    }

    /** The same for each request. */
    public static Cost of(long permits) {
        return new Cost(require(permits, 1), Allowance.MAX, null, null, null, Map.of());
    }

    /**
     * A whole number in a header of the request, from 1. A missing one, a repeated one and nonsense cost {@link #base}. Clients
     * choose their headers: have an earlier filter set it, or believe them.
     */
    public static Cost header(String name) {
        return new Cost(1, Allowance.MAX, name, null, null, Map.of());
    }

    /**
     * A whole number in a claim of the caller's token, from 0; {@code a.b} for one within another. A missing one and nonsense
     * cost {@link #base}.
     */
    public static Cost claim(String name) {
        return new Cost(1, Allowance.MAX, null, name, null, Map.of());
    }

    /** A whole number in a header of the answer, from 0. Before it is there, and where it is not, it is {@link #base}. */
    public static Cost response(String header) {
        return new Cost(1, Allowance.MAX, null, null, header, Map.of());
    }

    static Cost told(@Nullable String header, @Nullable String claim, @Nullable String response) {
        return new Cost(1, Allowance.MAX, header, claim, response, Map.of());
    }

    /** Reads {@code cost} of a limit; null where it is missing or has a fault. */
    public static @Nullable Cost from(Settings settings) {
        return CostReader.read(settings);
    }

    /** What is taken where nothing else is told, from 0. Default: 1. */
    public Cost base(long permits) {
        return new Cost(require(permits, 0), max, header, claim, response, statuses);
    }

    /** The most that a request takes, whatever it or its answer tells. Default: the whole allowance. */
    public Cost max(long permits) {
        return new Cost(base, require(permits, 1), header, claim, response, statuses);
    }

    /**
     * What answers of a status cost, known once the answer is there. A header of the answer, if it is asked for and there,
     * counts more.
     *
     * @param status {@code 401}, or {@code 4xx} for a whole class
     */
    public Cost status(String status, long permits) {
        if (!status.matches("[1-9]([0-9][0-9]|xx)")) {
            throw new IllegalArgumentException(
                    "\"" + status + "\" is no status. Write three digits, such as 401, or a class, such as 4xx.");
        }
        Map<String, Long> more = new TreeMap<>(statuses);
        more.put(status, require(permits, 0));
        return new Cost(base, max, header, claim, response, more);
    }

    private static long require(long permits, long min) {
        if (permits < min || permits > Allowance.MAX) {
            throw new IllegalArgumentException(MESSAGE.formatted(min, Allowance.MAX, permits));
        }
        return permits;
    }

    /** Whether clients choose it. */
    boolean chosenByClient() {
        return header != null;
    }

    /** What is taken where nothing else is told. */
    public long base() {
        return base;
    }

    /** Whether the answer may change it. */
    public boolean learns() {
        return response != null || !statuses.isEmpty();
    }

    /** What to take before a request goes on, where {@code capacity} is all there ever is. */
    public long before(Request request, long capacity) {
        long told = base;
        if (header != null) {
            long number = number(request.headers(), header);
            told = number < 1 ? base : number;
        } else if (claim != null) {
            long number = numberOf(request.exchange().caller().claim(claim));
            told = number < 0 ? base : number;
        }
        return Math.min(told, Math.min(max, capacity));
    }

    /** What it was in the end, if {@code before} was taken. */
    public long after(Head head, long before, long capacity) {
        long told = response == null ? -1 : number(head.headers(), response);
        if (told < 0) {
            String status = Integer.toString(head.status());
            Long known = statuses.get(status);
            known = known == null ? statuses.get(status.charAt(0) + "xx") : known;
            told = known == null ? before : known;
        }
        return Math.min(told, Math.min(max, capacity));
    }

    /** The number of a field that stands once and holds one; else -1. */
    private static long number(Headers headers, String name) {
        String value = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                if (value != null) {
                    return -1;
                }
                value = headers.value(i);
            }
        }
        return value == null ? -1 : number(value.strip());
    }

    /** Up to fifteen digits and nothing else; else -1. More digits are more than any cap. */
    private static long number(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        if (text.isEmpty()) {
            return -1;
        }
        return text.length() > 15 ? Allowance.MAX : Long.parseLong(text);
    }

    private static long numberOf(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return Math.min(Allowance.MAX, ((Number) value).longValue());
        }
        return value instanceof String text ? number(text) : -1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "header ", header);
        append(text, "claim ", claim);
        append(text, "response ", response);
        append(text, "status ", statuses.isEmpty() ? null : statuses);
        append(text, text.isEmpty() ? "" : "else ", base);
        append(text, "at most ", max == Allowance.MAX ? null : max);
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : ", ").append(what).append(value);
        }
    }
}
