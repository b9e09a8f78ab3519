package io.hauberk.authority;

import io.hauberk.identity.CertificateSource;
import io.hauberk.identity.Material;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of certificates that an {@link Authority} issues: joins by a token, once, and renews over mutual TLS when two
 * thirds of a certificate's life are over, with a new key each time. While the authority cannot be reached, the last
 * certificate stays in use.
 *
 * <pre>{@code
 * Identity identity = Identity.from(Enrolment.at(URI.create("https://ca.shop.svc:8555"), Path.of("ca.crt"))
 *     .token(System.getenv("JOIN_TOKEN"))
 *     .keptIn(Path.of("/var/lib/orders/identity")));
 * }</pre>
 *
 * <p>Immutable. Each identity that begins it has a daemon thread of its own.
 */
public final class Enrolment implements CertificateSource {
    private static final Logger log = LoggerFactory.getLogger(Enrolment.class);

    private final URI url;
    private final Path trust;
    private final Supplier<String> token;
    private final @Nullable Path folder;
    private final InstantSource clock;

    private Enrolment(URI url, Path trust, Supplier<String> token, @Nullable Path folder, InstantSource clock) {
        this.url = url;
        this.trust = trust;
        this.token = token;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * With the authority at an address.
     *
     * @param trust its certificate, PEM: how the authority itself is known on first contact
     * @throws IllegalArgumentException if the address is not https and bare
     */
    public static Enrolment at(URI url, Path trust) {
        boolean bare = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        if (!"https".equals(url.getScheme())
                || url.getHost() == null
                || !bare
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is no address of an authority: it is like https://ca.shop.svc:8555.");
        }
        return new Enrolment(url, trust, () -> "", null, InstantSource.system());
    }

    /** The token to join by. Needed until there is a certificate; empty for none. */
    public Enrolment token(String token) {
        return new Enrolment(url, trust, () -> token, folder, clock);
    }

    /** A file that holds the token; read when it is needed. */
    public Enrolment tokenFile(Path file) {
        return new Enrolment(
                url,
                trust,
                () -> {
                    try {
                        return Files.readString(file).strip();
                    } catch (IOException e) {
                        throw new IllegalStateException("The join token in " + file + " cannot be read.", e);
                    }
                },
                folder,
                clock);
    }

    /**
     * Where the certificate is kept for the next start, as {@code tls.crt}, {@code tls.key} and {@code ca.crt}, 0600. Without
     * it each start needs a token of its own.
     */
    public Enrolment keptIn(Path folder) {
        return new Enrolment(url, trust, token, folder, clock);
    }

    @Override
    public AutoCloseable begin(Receiver receiver) {
        AtomicReference<@Nullable Issued> last = new AtomicReference<>();
        return new Renewal(toString(), clock, () -> next(last), () -> kept(last)).begin(receiver);
    }

    private @Nullable Material kept(AtomicReference<@Nullable Issued> last) throws IOException {
        Issued found = folder == null ? null : Kept.read(folder);
        if (found == null || !found.valid(clock.instant()) || !found.fits()) {
            return null;
        }
        last.set(found);
        return found.material();
    }

    private Material next(AtomicReference<@Nullable Issued> last) throws IOException {
        Issued before = last.get();
        KeyPair keys = Certificates.newKeys();
        AuthorityCall call = new AuthorityCall(url, trusted(before));
        String request = PemText.of("CERTIFICATE REQUEST", Certificates.request(keys));
        List<X509Certificate> answer = before != null && before.valid(clock.instant())
                ? call.renew(request, before)
                : call.join(request, joining());
        Issued next = new Issued(answer.subList(0, 1), keys.getPrivate(), answer.subList(1, answer.size()));
        // What cannot be used must not take the place of what can, here or on the disk.
        if (!next.fits() || !next.vouchedFor() || !next.valid(clock.instant())) {
            throw new IOException(
                    "it answered with a certificate for another key, of another authority or of the past.");
        }
        last.set(next);
        keep(next);
        return next.material();
    }

    /** A disk that is full costs the next start a token; it must not cost this one its certificate, whose token is used up. */
    private void keep(Issued issued) {
        try {
            if (folder != null) {
                Kept.write(folder, issued);
            }
        } catch (IOException e) {
            log.warn(
                    "What {} issued is used, but could not be kept in {}, so the next start may need a join token: {}",
                    this,
                    folder,
                    e.toString());
        }
    }

    private String joining() throws IOException {
        String shown = token.get().strip();
        if (shown.isEmpty()) {
            throw new IOException("there is no certificate to renew and no join token. Ask for one: hauberk ca token.");
        }
        return shown;
    }

    /** Those of the file, and those that came with the last certificate: an authority may have been replaced since. */
    private List<X509Certificate> trusted(@Nullable Issued before) throws IOException {
        List<X509Certificate> all = new ArrayList<>(PemText.certificates(trust));
        if (before != null) {
            all.addAll(before.authorities());
        }
        return all;
    }

    @Override
    public String toString() {
        return "the authority at " + url;
    }
}
