package io.hauberk.key;

import io.hauberk.Caller;
import io.hauberk.Request;
import io.hauberk.Settings;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * By whom a limit counts. Default: {@link #caller()}, the consumer, else the principal, else the address.
 *
 * <p>Several parts make one composite key: {@code By.all(By.principal(), By.route())}. A part that a request lacks is
 * replaced by that caller's address, so that those who lack it never share a counter; {@link #basis} says what was used.
 * Where there is not even an address (a call outside a network), such callers are one.
 *
 * <p>Immutable, thread-safe; never blocks; allocates nothing for text, which most keys are.
 */
public final class By {
    private static final int MAX_PARTS = 6;
    private static final long K0;
    private static final long K1;

    static {
        SecureRandom random = new SecureRandom();
        K0 = random.nextLong();
        K1 = random.nextLong();
    }

    private static final By CALLER = new By(Source.CONSUMER, Source.PRINCIPAL, Source.ADDRESS, Source.NOBODY);
    private static final By ADDRESS = new By(Source.ADDRESS, Source.NOBODY);
    private static final By EVERYONE = new By(Source.EVERYONE);

    /** For each part what it may be, best first; the last one is always there. */
    private final Source[][] parts;
    /** The text for each combination; filled when first asked for, which may happen twice. */
    private final @Nullable String[] texts;

    private By(Source... alternatives) {
        this(new Source[][] {alternatives});
    }

    private By(Source[][] parts) {
        this.parts = parts;
        int combinations = 1;
        for (Source[] part : parts) {
            combinations *= part.length;
        }
        this.texts = new @Nullable String[combinations];
    }

    /** The consumer, else the principal, else the address: the default. */
    public static By caller() {
        return CALLER;
    }

    /** The address, after trusted proxies; IPv6 by /64. */
    public static By address() {
        return ADDRESS;
    }

    /** The principal, together with who vouches for it. Stands after authentication. */
    public static By principal() {
        return orAddress(Source.PRINCIPAL);
    }

    /** The registered consumer. Stands after authentication. */
    public static By consumer() {
        return orAddress(Source.CONSUMER);
    }

    /** The route: all its callers together. */
    public static By route() {
        return orAddress(Source.ROUTE);
    }

    /**
     * The value of a request header; a repeated one counts as missing. Clients choose their headers, so alone it limits
     * nobody who does not want to be limited: combine it with another part, or have an earlier filter set the field.
     */
    public static By header(String name) {
        return orAddress(Source.header(name));
    }

    /** A claim of the caller's token, {@code a.b} for a nested one. Stands after authentication. */
    public static By claim(String name) {
        return orAddress(Source.claim(name));
    }

    /** One key for all: what an upstream or a partner's interface can bear as a whole. */
    public static By everyone() {
        return EVERYONE;
    }

    /**
     * Anything else that is known about a caller.
     *
     * @param name what messages call it
     * @param value null where the caller has none
     */
    public static By of(String name, Function<Caller, @Nullable String> value) {
        return orAddress(Source.of(name, value));
    }

    /**
     * One composite key.
     *
     * @throws IllegalArgumentException if there are no parts, or more than six
     */
    public static By all(By... keys) {
        List<Source[]> parts = new ArrayList<>();
        for (By key : keys) {
            parts.addAll(List.of(key.parts));
        }
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException(
                    "A key has one to " + MAX_PARTS + " parts, but this one has " + parts.size() + ".");
        }
        return new By(parts.toArray(Source[][]::new));
    }

    /** Reads {@code by} of a filter's settings: one part, or a list for a composite key; the default where it is missing. */
    public static By from(Settings settings, By defaultKey) {
        return ByReader.read(settings, defaultKey);
    }

    private static By orAddress(Source source) {
        return new By(source, Source.ADDRESS, Source.NOBODY);
    }

    /** The key of a text in this process, as {@link #hash(Request)}. */
    public static long hash(String text) {
        return SipHash.of(K0, K1, text);
    }

    /** The key of a request: equal for equal callers, and for others different but for a chance of one in 2⁶⁴. */
    public long hash(Request request) {
        long hash = 0;
        for (Source[] part : parts) {
            int used = used(part, request);
            hash = part[used].mix(request, K0 ^ hash, K1 + used);
        }
        return hash;
    }

    /** All that the key of a request is made of, part by part, so that different keys are different texts. */
    String text(Request request) {
        StringBuilder text = new StringBuilder();
        for (Source[] part : parts) {
            Source source = part[used(part, request)];
            String value = source.text(request);
            text.append(source.name())
                    .append('\n')
                    .append(value.length())
                    .append(':')
                    .append(value)
                    .append('\n');
        }
        return text.toString();
    }

    /** In words, what the key of a request is made of: {@code principal}, or {@code address (no principal)}. */
    public String basis(Request request) {
        int combination = 0;
        for (Source[] part : parts) {
            combination = combination * part.length + used(part, request);
        }
        String text = texts[combination];
        if (text == null) {
            text = text(combination);
            texts[combination] = text;
        }
        return text;
    }

    /**
     * In words, which key a request will have, for {@code explain}: {@code address 192.0.2.1}, or {@code the caller's principal,
     * else address 192.0.2.1} where the principal is yet to be found out. Values that clients choose are not shown.
     *
     * @param callerOpen whether it is found out later who calls
     */
    public String explain(Request request, boolean callerOpen) {
        return Arrays.stream(parts)
                .map(part -> explain(part, request, callerOpen))
                .collect(Collectors.joining(" and "));
    }

    private static String explain(Source[] part, Request request, boolean callerOpen) {
        StringBuilder text = new StringBuilder();
        for (Source source : part) {
            boolean open = callerOpen && source.aboutCaller();
            if (open || source.there(request)) {
                text.append(text.isEmpty() ? "" : ", else ");
                text.append(open ? "the caller's " + source.name() : source.shown(request));
            }
            if (!open && source.there(request)) {
                break;
            }
        }
        return text.toString();
    }

    /** Whether clients choose all of it. */
    boolean chosenByClient() {
        for (Source[] part : parts) {
            if (!part[0].chosenByClient()) {
                return false;
            }
        }
        return true;
    }

    private static int used(Source[] part, Request request) {
        int used = 0;
        while (used < part.length - 1 && !part[used].there(request)) {
            used++;
        }
        return used;
    }

    private String text(int combination) {
        String text = "";
        int rest = combination;
        for (int i = parts.length - 1; i >= 0; i--) {
            text = text(parts[i], rest % parts[i].length) + (text.isEmpty() ? "" : " and " + text);
            rest /= parts[i].length;
        }
        return text;
    }

    private static String text(Source[] part, int used) {
        StringBuilder text = new StringBuilder(part[used].name());
        for (int i = 0; i < used; i++) {
            text.append(i == 0 ? " (no " : ", no ").append(part[i].name());
        }
        return used == 0 ? text.toString() : text.append(')').toString();
    }

    /** The parts, without what stands in for them. */
    @Override
    public String toString() {
        if (this == CALLER) {
            return "consumer, else principal, else address";
        }
        return text(0);
    }
}
