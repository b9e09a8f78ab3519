package io.hauberk.identity;

import io.hauberk.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this service is: its certificate, its private key, and the authorities that it trusts, from files that are watched
 * or from a source that delivers. The {@code identity} block in YAML.
 *
 * <p>Every three seconds the bytes of files are compared with those in use, through whatever symbolic links, so that the
 * swap of a Kubernetes volume counts as well as a file that was written again. What is new is used only if it can be: the
 * chain is signed and valid now, the key belongs to the certificate, the trust holds certificates. Otherwise the last good
 * one stays in use, {@link #problem()} says why, and the log too. New connections show the new certificate at once; those
 * that are open live on with the old one and are not used again.
 *
 * <p>A peer with a SPIFFE ID is judged by the authorities of its own trust domain: ours, or a federated one's.
 *
 * <p>Thread-safe. Reading an identity in use never blocks. {@link #close()} ends the watch.
 */
public final class Identity implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Identity.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String where;
    private final InstantSource clock;
    private final AtomicLong generations = new AtomicLong();
    private final Origin<Generation> origin;
    private final SSLContext serverContext =
            new ServerContext(() -> generation().serverContext());
    private final IdentityMeters meters;
    private volatile long lastComplaint;

    private Identity(CertificateFiles files, InstantSource clock, boolean watched) {
        Layout layout = files.layout();
        this.where = "The certificate in " + layout.main();
        this.clock = clock;
        this.meters = new IdentityMeters(this, clock);
        this.origin = new Watched<>(layout.files(), contents -> make(layout, contents), this::inspect, watched);
    }

    private Identity(CertificateSource source, InstantSource clock) {
        this.where = "The certificate from " + source;
        this.clock = clock;
        this.meters = new IdentityMeters(this, clock);
        this.origin = new Delivered(source, clock, this::inspect);
    }

    /**
     * An identity from three PEM files, as {@link CertificateFiles#pem(Path, Path, Path)}.
     *
     * @throws IllegalArgumentException if they cannot be used, with a sentence that says why
     */
    public static Identity pem(Path certificate, Path privateKey, Path trust) {
        return of(CertificateFiles.pem(certificate, privateKey, trust));
    }

    /**
     * An identity from a folder with PEM files, as {@link CertificateFiles#pem(Path)}.
     *
     * @throws IllegalArgumentException if they are not there or cannot be used, with a sentence that says why
     */
    public static Identity pem(Path folder) {
        return of(CertificateFiles.pem(folder));
    }

    /**
     * An identity from files.
     *
     * @throws IllegalArgumentException if they cannot be used, with a sentence that says why
     */
    public static Identity of(CertificateFiles files) {
        return new Identity(files, InstantSource.system(), true);
    }

    /** For tests: an identity that lives by another clock, and looks at its files when it is told to. */
    static Identity pem(Path folder, InstantSource clock) {
        return of(CertificateFiles.pem(folder), clock);
    }

    static Identity of(CertificateFiles files, InstantSource clock) {
        return new Identity(files, clock, false);
    }

    /**
     * An identity from a source. Blocks until the source has delivered what can be used, at most 30 seconds.
     *
     * @throws IllegalArgumentException if nothing has come until then, with a sentence that says why
     */
    public static Identity from(CertificateSource source) {
        return from(source, PATIENCE);
    }

    /** As {@link #from(CertificateSource)}, with another limit. */
    public static Identity from(CertificateSource source, Duration atMost) {
        return from(source, atMost, InstantSource.system());
    }

    static Identity from(CertificateSource source, Duration atMost, InstantSource clock) {
        Identity identity = new Identity(source, clock);
        identity.begin(atMost);
        return identity;
    }

    /** One from a source that has not begun. */
    static Identity waiting(CertificateSource source) {
        return new Identity(source, InstantSource.system());
    }

    /**
     * Reads the {@code identity} block: {@code certificate}, {@code privateKey} and {@code trust}, {@code folder}, {@code
     * keyStore}, or a source. Files that cannot be used are a fault; a source has not begun.
     *
     * @return null after a fault
     */
    public static @Nullable Identity from(Settings settings) {
        IdentitySettings read = IdentitySettings.from(settings);
        return read == null ? null : read.identity();
    }

    /**
     * Has a source begin, and blocks until it has delivered, at most 30 seconds. Only what was read from a file waits for
     * this; otherwise it does nothing.
     *
     * @throws IllegalArgumentException if nothing has come until then, with a sentence that says why
     */
    public void begin() {
        begin(PATIENCE);
    }

    private void begin(Duration atMost) {
        if (origin instanceof Delivered delivered) {
            delivered.begin(atMost);
        }
    }

    private Generation make(Layout layout, List<byte[]> contents) throws BadMaterialException {
        Material material = layout.read(contents, clock.instant());
        return new Generation(generations.incrementAndGet(), material);
    }

    /** Says once for each generation that it should have been replaced, and once that it is too late. */
    private void inspect(Generation generation) {
        Validity validity = Validity.of(generation, clock.instant());
        if (validity != Validity.GOOD) {
            long complaint = validity == Validity.OVER ? -generation.number() : generation.number();
            if (complaint != lastComplaint) {
                lastComplaint = complaint;
                log.warn("{}", sentence(validity, generation));
            }
        }
    }

    private String sentence(Validity validity, Generation generation) {
        return where
                + (validity == Validity.OVER
                        ? " expired at " + generation.expires() + ". Others refuse it. Replace it."
                        : " expires at " + generation.expires()
                                + ", and nine tenths of its time are over. Whatever renews it seems not to work.");
    }

    /**
     * What an operator should know while it still works, in sentences: the certificate in use is nearly over, or over, all
     * authorities of a trust domain expire within 30 days (or a tenth of their life), or what is newer cannot be used. Empty
     * if all is well. {@code bin/hauberk serve} shows it at {@code /health/ready}.
     */
    public List<String> warnings() {
        Generation now = generation();
        Validity validity = Validity.of(now, clock.instant());
        List<String> warnings = new ArrayList<>();
        if (validity != Validity.GOOD) {
            warnings.add(sentence(validity, now));
        }
        warnings.addAll(MaterialCheck.ofAuthorities(now, clock.instant()));
        String problem = problem();
        if (problem != null) {
            warnings.add(problem);
        }
        return List.copyOf(warnings);
    }

    /**
     * A TLS context for servers that shows, on each new connection, the certificate that is in use then: give it to a
     * server once, and it rotates by itself. TLS 1.3 and 1.2, whatever else the JDK allows. Clients that are asked for a
     * certificate need one of our authorities, or, of a federated trust domain, of its. It is the same object for ever.
     * Sockets of its server socket factory, unlike engines, keep the certificate that was in use when they were made.
     */
    public SSLContext serverContext() {
        return serverContext;
    }

    /** The number of the generation of which it was said last that it expires; negative where it has. For tests. */
    long lastComplaint() {
        return lastComplaint;
    }

    /** What is in use now. Hold it for one connection, not for ever. */
    public Generation generation() {
        return origin.current();
    }

    /**
     * Looks at the files now instead of at the next round. Blocks for as long as reading them takes. A source is not asked:
     * it delivers by itself.
     *
     * @return whether a new generation took over
     */
    public boolean reload() {
        return origin.reload();
    }

    /** Why nothing newer is in use, in a sentence; null if nothing newer is known to be. */
    public @Nullable String problem() {
        return origin.problem();
    }

    /**
     * Has the listener called with each new generation, in the thread that noticed it; servers put it into their
     * connectors so. Closing what is returned ends that.
     */
    public AutoCloseable onChange(Consumer<Generation> listener) {
        return origin.onChange(listener);
    }

    /**
     * Reports {@code hauberk.tls.certificate.expiry}, the seconds until the certificate in use expires, {@code
     * hauberk.tls.certificate.reloads}, its changes by {@code outcome} ({@code accepted}, {@code refused}), {@code
     * hauberk.tls.authority.expiry}, the seconds until the first of the authorities expires that are believed, federated ones
     * included, and {@code hauberk.tls.authorities}, how many there are ({@code of}: {@code own}, {@code federated}).
     */
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry, origin);
    }

    /** The watch's next round, patience included; for tests. */
    void poll() {
        origin.poll();
    }

    /** Ends the watch. What is in use stays usable. */
    @Override
    public void close() {
        origin.close();
    }

    @Override
    public String toString() {
        return where;
    }
}
