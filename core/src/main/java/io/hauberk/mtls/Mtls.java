package io.hauberk.mtls;

import static io.hauberk.credential.Refusals.refuse;

import io.hauberk.Authentication;
import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.credential.Known;
import io.hauberk.credential.NamePattern;
import io.hauberk.credential.Refusals;
import io.hauberk.network.Arrival;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets only callers with a certificate pass whose name is one of these: a SPIFFE ID, or else the subject (RFC 2253). Without
 * a list of names, those pass that are a consumer's. The principal of the caller is the name; the consumer is whoever has it
 * among its peers.
 *
 * <p>By default the certificate is that of the connection. {@link #toldBy} takes the word of trusted proxies instead: what
 * they say is believed, and their own certificates never stand for a client's.
 *
 * <p>When it says no: 403 without a certificate and with one that is not accepted (HTTP has no challenge for certificates);
 * 400 where a trusted proxy tells a certificate that cannot be read; 403 where an earlier filter found somebody else; 503
 * where the consumers cannot be asked.
 *
 * <p>Belongs after limits by address and before limits by caller and authorization. Blocks where the consumers do. Immutable,
 * thread-safe.
 */
public final class Mtls implements Filter {
    private static final String NAME = "mtls";
    private static final Refusals REFUSALS = Refusals.of(NAME, null);

    private final List<NamePattern> peers;
    private final @Nullable Told told;
    private final boolean required;
    private final InstantSource clock;

    private Mtls(List<NamePattern> peers, @Nullable Told told, boolean required, InstantSource clock) {
        this.peers = peers;
        this.told = told;
        this.required = required;
        this.clock = clock;
    }

    /** How a trusted proxy tells the certificate that it has verified. */
    public enum Told {
        /** {@code Client-Cert} (RFC 9440). */
        CLIENT_CERT,
        /** {@code X-Forwarded-Client-Cert}, in Envoy's grammar; the last element counts. */
        X_FORWARDED_CLIENT_CERT
    }

    /**
     * Names that pass: exact, or with a star at the end, such as {@code spiffe://shop/ns/prod/*}, or of subjects all that
     * end with whole attributes, such as {@code *,O=Shop,C=DE}.
     *
     * @throws IllegalArgumentException if one is no pattern, or fits everybody; the message says why
     */
    public static Mtls peers(String... patterns) {
        List<NamePattern> peers = new ArrayList<>();
        for (String pattern : patterns) {
            peers.add(NamePattern.of(pattern));
        }
        return new Mtls(List.copyOf(peers), null, true, InstantSource.system());
    }

    /** The consumers that have the name of the certificate among their peers pass, and nobody else. */
    public static Mtls consumers() {
        return new Mtls(List.of(), null, true, InstantSource.system());
    }

    /** Reads the YAML form: {@code peers}, {@code from}, {@code required}. */
    public static Mtls from(Settings settings) {
        return MtlsReader.read(settings);
    }

    /** This filter, believing trusted proxies; who connects without one shows a certificate of the connection. */
    public Mtls toldBy(Told field) {
        return new Mtls(peers, field, required, clock);
    }

    /** This filter, letting requests without a certificate pass, as nobody. */
    public Mtls optional() {
        return new Mtls(peers, told, false, clock);
    }

    /** This filter by another clock, for tests. */
    public Mtls clock(InstantSource clock) {
        return new Mtls(peers, told, required, clock);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        String field = field(request);
        if (field != null && !request.headers().contains(field) || field == null && peer(request) == null) {
            return REFUSALS.absent(request, required, next);
        }
        String name = field == null ? peer(request) : name(request);
        if (name == null) {
            return refuse(request, REFUSALS.malformed("malformed-certificate"));
        }
        try {
            Consumer consumer = consumer(request.exchange(), name);
            if (peers.isEmpty() ? consumer == null : !listed(name)) {
                return refuse(request, REFUSALS.wrong("peer"));
            }
            if (!attach(request.exchange(), consumer, name)) {
                return refuse(request, REFUSALS.otherPrincipal());
            }
        } catch (IOException e) {
            return refuse(request, REFUSALS.unavailable("lookup"));
        }
        request.exchange().record(new Decision(NAME, Outcome.ALLOWED, null, name));
        return next.handle(request);
    }

    private static @Nullable String peer(Request request) {
        return request.exchange().caller().peer();
    }

    /** The field in which the certificate stands; null where it is that of the connection. */
    private @Nullable String field(Request request) {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        if (told == null || arrival == null || !arrival.trusted()) {
            return null;
        }
        return told == Told.CLIENT_CERT ? CertificateField.NAME : ForwardedCertificate.NAME;
    }

    private @Nullable String name(Request request) {
        return told == Told.CLIENT_CERT
                ? CertificateField.name(request.headers(), clock)
                : ForwardedCertificate.name(request.headers());
    }

    private @Nullable Consumer consumer(Exchange exchange, String name) throws IOException {
        Consumer consumer = Known.find(exchange, Kind.PEER, name);
        if (consumer == null) {
            return null;
        }
        for (Credential each : consumer.credentials()) {
            if (each.kind() == Kind.PEER && each.live(clock) && NamePattern.fits(each.id(), name)) {
                return consumer;
            }
        }
        return null;
    }

    private boolean listed(String name) {
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).matches(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean attach(Exchange exchange, @Nullable Consumer consumer, String name) throws IOException {
        Caller found = Caller.unknown().withPrincipal(name, null);
        if (!Authentication.attach(exchange, consumer == null ? found : consumer.in(found))) {
            return false;
        }
        if (consumer != null) {
            exchange.put(Consumers.FOUND, consumer);
        }
        exchange.attach(exchange.caller().withPeer(name));
        return true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    @Override
    public String toString() {
        return NAME
                + ' '
                + (peers.isEmpty() ? "of consumers" : peers)
                + (told == null ? "" : ", told by trusted proxies")
                + (required ? "" : ", where there is one");
    }
}
