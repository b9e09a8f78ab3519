package io.hauberk.accesslog;

import io.hauberk.Concern;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line for each request when its answer has ended: after the last byte of a stream or of async processing,
 * after a refusal, or when either side broke off. The fields are those of {@linkplain io.hauberk.accesslog the package}.
 *
 * <p>By default: JSON, to the SLF4J logger {@code hauberk.access} at level INFO, every request, no header fields, no
 * values of query parameters, texts of up to 1024 characters. Where the logger is off, the filter does nothing.
 *
 * <p>Never refuses; never blocks, unless the logger does. Immutable; thread-safe. <b>Place:</b> outermost, so that it
 * sees what leaves. Outbound, in a service's {@code use}, it writes a line for each call.
 */
public final class AccessLog implements Filter {
    private static final String NAME = "accessLog";
    private static final String LOGGER = "hauberk.access";
    private static final Set<String> FIELDS = Collections.unmodifiableSet(new LinkedHashSet<>(
            List.of(("time method scheme host path query route template status end headMs durationMs bytesIn bytesOut"
                            + " address principal issuer consumer peer userAgent requestId traceId spanId filter rule"
                            + " reason shadowed service endpoint attempts error")
                    .split(" "))));

    private final Sink sink;
    private final Shape shape;
    private final double percent;
    private final @Nullable Duration slow;
    private final InstantSource clock;
    private final LongSupplier random;
    private final Timestamps timestamps = new Timestamps();

    private AccessLog(
            Sink sink, Shape shape, double percent, @Nullable Duration slow, InstantSource clock, LongSupplier random) {
        this.sink = sink;
        this.shape = shape;
        this.percent = percent;
        this.slow = slow;
        this.clock = clock;
        this.random = random;
    }

    /** Lines that are JSON objects. */
    public static AccessLog json() {
        return new AccessLog(
                Sink.logger(LOGGER),
                Shape.JSON,
                100,
                null,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextLong());
    }

    /** Lines of {@code name=value}; values with blanks or more in quotes. */
    public static AccessLog text() {
        return json().with(Shape.JSON.asText());
    }

    /**
     * Reads the parameters of {@code accessLog} in a configuration file; all are optional.
     *
     * <ul>
     *   <li>{@code format}: {@code json} (default) or {@code text}; also the short form, {@code accessLog: text}
     *   <li>{@code logger}: the name of the SLF4J logger; default {@code hauberk.access}
     *   <li>{@code omit}: names of fields to be left out
     *   <li>{@code add}: further fields, name and text
     *   <li>{@code requestHeaders}, {@code responseHeaders}: names of header fields to be written
     *   <li>{@code query}: names of query parameters whose values are written
     *   <li>{@code sample}: how many of the requests that succeeded are written, in percent; default 100
     *   <li>{@code slow}: a duration from which on a request is always written; default none
     *   <li>{@code maxLength}: how long a text may be, 16 to 65536 characters; default 1024
     * </ul>
     */
    public static AccessLog from(Settings settings) {
        return new AccessLogReader(settings).read();
    }

    /** The same to another logger of SLF4J. Default: {@code hauberk.access}. */
    public AccessLog logger(String name) {
        return new AccessLog(Sink.logger(name), shape, percent, slow, clock, random);
    }

    /** The same, which hands lines over instead of logging them. Must not block: it runs in the threads of requests. */
    public AccessLog to(Consumer<? super String> lines) {
        return new AccessLog(Sink.to(lines), shape, percent, slow, clock, random);
    }

    /**
     * The same without these fields, such as {@code address} or {@code userAgent}.
     *
     * @throws IllegalArgumentException if there is no such field
     */
    public AccessLog without(String... fields) {
        Set<String> omitted = new TreeSet<>(shape.omitted());
        for (String field : fields) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "The access log has no field \"" + field + "\". There are " + String.join(", ", FIELDS) + ".");
            }
            omitted.add(field);
        }
        return with(shape.omitting(Set.copyOf(omitted)));
    }

    /**
     * The same with one more field of a constant text, such as the name of an environment.
     *
     * @throws IllegalArgumentException if it has the name of another field
     */
    public AccessLog with(String field, String text) {
        return with(field, exchange -> text);
    }

    /**
     * The same with one more field, made when the line is: text, number, boolean, a list of these, or null for none.
     * Must not block. Never return secrets.
     *
     * @throws IllegalArgumentException if it has the name of another field
     */
    public AccessLog with(String field, Function<? super Exchange, ? extends @Nullable Object> value) {
        if (!field.matches("[A-Za-z_][A-Za-z0-9_.@-]{0,63}")) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" cannot be the name of a field: begin with a letter, and"
                            + " use letters, digits and any of _ . @ - after it, 64 in all.");
        }
        if (FIELDS.contains(field)
                || shape.added().containsKey(field)
                || field.startsWith("request.")
                || field.startsWith("response.")) {
            throw new IllegalArgumentException(
                    "The access log has a field \"" + field + "\" already. Give the new one another name.");
        }
        Map<String, Function<? super Exchange, ? extends @Nullable Object>> added = new LinkedHashMap<>(shape.added());
        added.put(field, value);
        return with(shape.adding(Collections.unmodifiableMap(added)));
    }

    /**
     * The same with these header fields of requests.
     *
     * @throws IllegalArgumentException if a field carries credentials: {@code Authorization}, {@code Cookie} and their
     *     like are never written
     */
    public AccessLog requestHeaders(String... names) {
        return with(shape.fields(named(shape.requestFields(), names), shape.responseFields()));
    }

    /**
     * The same with these header fields of answers.
     *
     * @throws IllegalArgumentException as {@link #requestHeaders} does
     */
    public AccessLog responseHeaders(String... names) {
        return with(shape.fields(shape.requestFields(), named(shape.responseFields(), names)));
    }

    private static List<String> named(List<String> before, String... names) {
        List<String> all = new ArrayList<>(before);
        for (String name : names) {
            if (Redaction.secret(name)) {
                throw new IllegalArgumentException(
                        "The field " + name + " carries credentials, which no log may hold. Leave it out.");
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (!all.contains(lower)) {
                all.add(lower);
            }
        }
        return List.copyOf(all);
    }

    /** The same with the values of these query parameters; all others stay hidden. Names as they stand in the query. */
    public AccessLog queryValues(String... parameters) {
        Set<String> shown = new TreeSet<>(shape.shownParameters());
        shown.addAll(List.of(parameters));
        return with(shape.showing(Set.copyOf(shown)));
    }

    /**
     * The same for so many percent of the requests that succeeded, by chance. Always written is what was refused, or
     * would have been; a status from 400 on; what did not complete; and what was {@linkplain #slow slow}.
     *
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public AccessLog sample(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("A percentage is from 0 to 100, but this one is " + percent + ".");
        }
        return new AccessLog(sink, shape, percent, slow, clock, random);
    }

    /** The same, which always writes requests that took so long, to their last byte. Default: time does not matter. */
    public AccessLog slow(Duration slow) {
        return new AccessLog(sink, shape, percent, slow, clock, random);
    }

    /**
     * The same with texts of up to so many characters; longer ones end in an ellipsis.
     *
     * @throws IllegalArgumentException if it is not from 16 to 65536
     */
    public AccessLog maxLength(int characters) {
        if (characters < 16 || characters > 65_536) {
            throw new IllegalArgumentException(
                    "The texts of a line have up to 16 to 65536 characters, not " + characters + ".");
        }
        return with(shape.maxLength(characters));
    }

    private AccessLog with(Shape shape) {
        return new AccessLog(sink, shape, percent, slow, clock, random);
    }

    /** For tests. */
    AccessLog by(InstantSource clock, LongSupplier random) {
        return new AccessLog(sink, shape, percent, slow, clock, random);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TELEMETRY;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        if (!sink.open()) {
            return next.handle(request);
        }
        Entry entry = new Entry(this, request);
        Response response;
        try {
            response = next.handle(request, entry);
        } catch (Throwable e) {
            entry.failed(e);
            throw e;
        }
        return entry.answered(response);
    }

    Shape shape() {
        return shape;
    }

    Instant now() {
        return clock.instant();
    }

    String text(Instant time) {
        return timestamps.text(time);
    }

    /** Whether a request that nothing is to be said about is written. */
    boolean picks(long nanos) {
        return percent >= 100
                || slow != null && nanos >= slow.toNanos()
                || (random.getAsLong() >>> 11) * 0x1p-53 * 100 < percent;
    }

    void write(String line) {
        sink.write(line);
    }

    @Override
    public String toString() {
        String sampled = percent < 100 ? ", " + percent + " % of what succeeded" : "";
        return NAME + '(' + (shape.json() ? "json" : "text") + " to " + sink + sampled + ')';
    }
}
