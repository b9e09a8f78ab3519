package io.hauberk.authorize;

import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Settings;
import io.hauberk.fetch.Fetch;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service outside that has the last word, asked over HTTP once the rules of an {@link Authorize} allow a request.
 *
 * <p>It gets a GET with what a proxy would say of the request: {@code X-Forwarded-Method}, {@code -Proto}, {@code -Host},
 * {@code -Uri} and {@code -For}, and the fields that {@link #sending} names; or, {@link #asJson}, a POST with a document as
 * Open Policy Agent takes it. An answer of 2xx allows, 401 and 403 refuse and are passed on without their content; any
 * other one, none in time, and one that cannot be read are failures: the request is refused with 503, or passes where
 * {@link #failingOpen} says so. Failures are counted as {@code hauberk.authorize.external}.
 *
 * <p>Default: 500 ms, no fields either way, nothing remembered. Blocks while it asks, at most until the timeout or the
 * deadline of the request. Immutable, but for what it remembers and counts; thread-safe.
 */
public final class External {
    private final Target target;
    private final Handler handler;
    private final Duration timeout;
    private final boolean open;
    private final boolean json;
    private final FieldNames sent;
    private final FieldNames forRequest;
    private final FieldNames forRefusal;
    private final List<Rule> when;
    private final Duration kept;
    private final int most;
    private final Ruled[] occasions;
    private final Delegation delegation;

    private External(
            Target target,
            Handler handler,
            Duration timeout,
            boolean open,
            boolean json,
            FieldNames sent,
            FieldNames forRequest,
            FieldNames forRefusal,
            List<Rule> when,
            Duration kept,
            int most) {
        this.target = target;
        this.handler = handler;
        this.timeout = timeout;
        this.open = open;
        this.json = json;
        this.sent = sent;
        this.forRequest = forRequest;
        this.forRefusal = forRefusal;
        this.when = when;
        this.kept = kept;
        this.most = most;
        this.occasions = new Ruled[when.size()];
        for (int i = 0; i < occasions.length; i++) {
            occasions[i] = new Ruled(Authorize.NAME, "", "when", i + 1, when.get(i));
        }
        Question question = new Question(target, json, sent);
        AnswerReader answers = new AnswerReader(json, forRequest, forRefusal);
        this.delegation = new Delegation(
                question, answers, handler, timeout, open, kept.isZero() ? null : new Verdicts(kept, most));
    }

    /** Where it is. */
    record Target(
            String scheme,
            String authority,
            String path,
            @Nullable String query) {}

    /**
     * One at a URL: {@code https}, or {@code http} on this machine.
     *
     * @throws IllegalArgumentException if it is not one that may be asked; the message says why
     */
    public static External at(String url) {
        URI uri = Fetch.requireUrl(url);
        Handler fetch = Fetch.direct().timeout(Duration.ofSeconds(30)).maxBytes(AnswerReader.MAX_BYTES);
        return of(new Target(uri.getScheme(), uri.getRawAuthority(), path(uri.getRawPath()), uri.getRawQuery()), fetch);
    }

    /** A service of the mesh, or any other handler, at a path. */
    public static External by(Handler service, String path) {
        int mark = path.indexOf('?');
        String query = mark < 0 ? null : path.substring(mark + 1);
        return of(new Target("http", "authorization", path(mark < 0 ? path : path.substring(0, mark)), query), service);
    }

    private static External of(Target target, Handler handler) {
        return new External(
                target,
                handler,
                Duration.ofMillis(500),
                false,
                false,
                FieldNames.NONE,
                FieldNames.NONE,
                FieldNames.NONE,
                List.of(),
                Duration.ZERO,
                10_000);
    }

    private static String path(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "/";
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("The path \"" + path + "\" does not begin with a slash.");
        }
        return path;
    }

    /**
     * Reads the YAML form: {@code url} or {@code service} and {@code path}, {@code timeout}, {@code onFailure}, {@code form},
     * {@code sends}, {@code addsToRequest}, {@code addsToRefusal}, {@code when}, {@code cache}. Null where there is a fault.
     */
    static @Nullable External from(Settings settings) {
        return new ExternalReader(settings).read();
    }

    /** This, with another time to answer; 1 ms to 30 s. */
    public External timeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofSeconds(30)) > 0) {
            throw new IllegalArgumentException("A service outside is given 1 ms to 30 s to decide, not "
                    + timeout.toMillis() + " ms: the request waits meanwhile.");
        }
        return new External(target, handler, timeout, open, json, sent, forRequest, forRefusal, when, kept, most);
    }

    /** This, letting requests pass when it fails. Whoever can make it fail passes, too. */
    public External failingOpen() {
        return new External(target, handler, timeout, true, json, sent, forRequest, forRefusal, when, kept, most);
    }

    /** This, asked by a JSON document {@code {"input": {…}}}, and answering by {@code {"result": …}}. */
    public External asJson() {
        return new External(target, handler, timeout, open, true, sent, forRequest, forRefusal, when, kept, most);
    }

    /** This, which also gets these fields of the request, such as {@code authorization} or {@code x-tenant-*}. */
    public External sending(String... fields) {
        FieldNames names = FieldNames.of(List.of(fields));
        return new External(target, handler, timeout, open, json, names, forRequest, forRefusal, when, kept, most);
    }

    /**
     * This, which may set these fields of a request that it allows. Callers cannot: the gateway strips them as it does with
     * all fields that say who calls.
     */
    public External addingToRequest(String... fields) {
        FieldNames names = FieldNames.of(List.of(fields));
        return new External(target, handler, timeout, open, json, sent, names, forRefusal, when, kept, most);
    }

    /** This, which may set these fields of its refusal, such as {@code www-authenticate}. */
    public External addingToRefusal(String... fields) {
        FieldNames names = FieldNames.of(List.of(fields));
        return new External(target, handler, timeout, open, json, sent, forRequest, names, when, kept, most);
    }

    /** This, asked only for requests that fit one of these rules; where it is doubtful whether one does, it is asked. */
    public External when(Rule... rules) {
        List<Rule> all = new ArrayList<>(when);
        all.addAll(List.of(rules));
        return new External(
                target, handler, timeout, open, json, sent, forRequest, forRefusal, List.copyOf(all), kept, most);
    }

    /**
     * This, whose answers are remembered: for so long, and so many at most. An answer counts for requests that would have
     * asked the very same question.
     */
    public External remembering(Duration time, int entries) {
        if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("An answer is remembered for up to an hour, not for " + time
                    + ": what was decided outside may have changed.");
        }
        if (entries < 1 || entries > 1_000_000) {
            throw new IllegalArgumentException(
                    "A cache of answers has room for 1 to 1,000,000 of them, not for " + entries + ".");
        }
        return new External(target, handler, timeout, open, json, sent, forRequest, forRefusal, when, time, entries);
    }

    /** Whether it is to be asked at all. */
    boolean concerns(Request request) {
        for (Ruled occasion : occasions) {
            if (occasion.fits(request, request.exchange().caller(), true)) {
                return true;
            }
        }
        return occasions.length == 0;
    }

    Verdict ask(Request request, Exchange exchange) {
        return delegation.ask(request, exchange);
    }

    /** The fields that nobody else may set. */
    Set<String> identityHeaders() {
        return Set.copyOf(forRequest.written());
    }

    void bindTo(MeterRegistry registry) {
        delegation.bindTo(registry);
    }

    @Override
    public String toString() {
        return "external " + target.scheme() + "://" + target.authority() + target.path() + " within "
                + timeout.toMillis() + " ms, " + (open ? "open" : "closed") + " on failure"
                + (when.isEmpty() ? "" : ", when " + when);
    }
}
