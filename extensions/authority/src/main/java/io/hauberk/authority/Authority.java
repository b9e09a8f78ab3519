package io.hauberk.authority;

import io.hauberk.Handler;
import io.hauberk.identity.CertificateSource;
import io.hauberk.identity.Material;
import io.hauberk.identity.SpiffeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small certificate authority: a key and a certificate in a folder, who may join by which token, and who is a member.
 *
 * <p>Certificates are issued to who shows a join token, which works once, and to members who show the certificate that they
 * have. Each is for one SPIFFE ID of the authority's trust domain, and the names that were given with the token; what a
 * signing request asks for beside its key is ignored. They live for a day unless told otherwise, begin a minute ago, and
 * never outlive the authority's own. Serial numbers are random. Each is a line in {@code audit.log}.
 *
 * <p>There is no revocation: {@link #forget} a member, and its certificate is not renewed.
 *
 * <p>Thread-safe. All methods read or write files. Files are 0600; a key that others can read is refused.
 */
public final class Authority {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration TOKEN_LONGEST = Duration.ofDays(7);

    private final Path folder;
    private final String trustDomain;
    private final KeyPair keys;
    private final List<X509Certificate> certificates;
    private final Duration life;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Audit audit;

    private Authority(Path folder, KeyPair keys, List<X509Certificate> certificates, Duration life, InstantSource clock)
            throws IOException {
        this.folder = folder;
        this.keys = keys;
        this.certificates = certificates;
        this.trustDomain = trustDomain(folder, certificates.get(0));
        this.life = life;
        this.clock = clock;
        this.tokens = new Tokens(folder.resolve("tokens"), clock);
        this.audit = new Audit(folder.resolve("audit.log"), clock);
    }

    /**
     * Makes a new one in a folder that has none.
     *
     * @param trustDomain such as {@code shop.example}
     * @param life how long its own certificate lives
     * @throws IllegalArgumentException if that is no trust domain, or there is one in the folder already
     */
    public static Authority create(Path folder, String trustDomain, Duration life) throws IOException {
        return create(folder, trustDomain, life, InstantSource.system());
    }

    static Authority create(Path folder, String trustDomain, Duration life, InstantSource clock) throws IOException {
        String fault = SpiffeId.domainFault(trustDomain);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (Files.exists(folder.resolve("ca.key")) || Files.exists(folder.resolve("ca.crt"))) {
            throw new IllegalArgumentException("There is an authority in " + folder + " already. Name another folder.");
        }
        Secrets.folder(folder);
        KeyPair keys = Certificates.newKeys();
        Instant now = clock.instant();
        X509Certificate certificate = Certificates.authority(trustDomain, keys, now.minus(SKEW), now.plus(life));
        Secrets.write(folder.resolve("ca.key"), PemText.of(keys.getPrivate()));
        Secrets.write(folder.resolve("ca.crt"), PemText.of(List.of(certificate)));
        Authority made = new Authority(folder, keys, List.of(certificate), LIFE, clock);
        made.audit.did("created trust-domain=" + trustDomain + " until=" + now.plus(life));
        return made;
    }

    /**
     * The one in a folder. The first certificate of {@code ca.crt} is that of {@code ca.key}; others are believed, too, and
     * given to members: those of an authority that is being replaced.
     *
     * @throws IOException if it cannot be read, or others can read its key; in a sentence
     */
    public static Authority open(Path folder) throws IOException {
        return open(folder, InstantSource.system());
    }

    static Authority open(Path folder, InstantSource clock) throws IOException {
        Path keyFile = folder.resolve("ca.key");
        try {
            Secrets.requirePrivate(keyFile);
            PrivateKey key = PemText.key(keyFile);
            List<X509Certificate> certificates = PemText.certificates(folder.resolve("ca.crt"));
            if (!new Issued(certificates, key, certificates).fits()) {
                throw new IOException(
                        keyFile + " is not the key of the first certificate in " + folder.resolve("ca.crt")
                                + ", so nobody would believe what it signs. Put the two together again.");
            }
            KeyPair keys = new KeyPair(certificates.get(0).getPublicKey(), key);
            return new Authority(folder, keys, certificates, LIFE, clock);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no authority in " + folder + ": " + e.getMessage()
                            + " is missing. Make one: hauberk ca init.",
                    e);
        }
    }

    private static String trustDomain(Path folder, X509Certificate certificate) throws IOException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                String uri = String.valueOf(name.get(1));
                if (uri.startsWith("spiffe://") && SpiffeId.domainFault(uri.substring("spiffe://".length())) == null) {
                    return uri.substring("spiffe://".length());
                }
            }
        } catch (CertificateParsingException e) {
            throw new IOException(folder.resolve("ca.crt") + " cannot be read.", e);
        }
        throw new IOException(
                folder.resolve("ca.crt") + " names no trust domain: a URI such as spiffe://shop.example.");
    }

    /**
     * This, issuing for another time: from a second to 90 days. Default: a day.
     *
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public Authority issuing(Duration life) throws IOException {
        if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A certificate lives from a second to 90 days, since it cannot be revoked.");
        }
        return new Authority(folder, keys, certificates, life, clock);
    }

    /** The trust domain that it vouches for. */
    public String trustDomain() {
        return trustDomain;
    }

    /** Whom members believe: its own certificate, and those that it was told to believe beside it. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /**
     * A token by which a member joins, once. Only its hash is kept, so this is the one time that it is shown.
     *
     * @param life until when it works; at most seven days
     * @throws IllegalArgumentException if the member is of another trust domain, or the life is too long
     */
    public String token(Member member, Duration life) throws IOException {
        requireOurs(member);
        if (life.isNegative() || life.isZero() || life.compareTo(TOKEN_LONGEST) > 0) {
            throw new IllegalArgumentException("A join token lives for up to seven days.");
        }
        String token = tokens.create(member, life);
        audit.did("token id=" + member.id() + " names=" + member.names() + " life=" + life);
        return token;
    }

    private void requireOurs(Member member) {
        if (!member.trustDomain().equals(trustDomain)) {
            throw new IllegalArgumentException(
                    member.id() + " is not of the trust domain " + trustDomain + ", which this authority vouches for.");
        }
        if (member.id().equals(ownId())) {
            throw new IllegalArgumentException(member.id() + " is the authority itself.");
        }
    }

    private String ownId() {
        return "spiffe://" + trustDomain + "/hauberk/authority";
    }

    /** Issues a certificate with a new key, for an operator who hands it over. The member may renew it. */
    public Material issue(Member member) throws IOException {
        return issued(member).material();
    }

    /** As {@link #issue(Member)}, into {@code tls.crt}, {@code tls.key} and {@code ca.crt} of a folder, each 0600. */
    public void issueTo(Path target, Member member) throws IOException {
        Kept.write(target, issued(member));
    }

    private Issued issued(Member member) throws IOException {
        requireOurs(member);
        KeyPair made = Certificates.newKeys();
        X509Certificate certificate = sign(member, made.getPublic(), "operator", null);
        remember(member);
        return new Issued(List.of(certificate), made.getPrivate(), certificates);
    }

    /** By a token, for a request that proves its key. */
    X509Certificate join(String token, byte[] request, @Nullable String address) throws RefusedException, IOException {
        try {
            // The key first: who sends a bad request by mistake keeps the token.
            PublicKey key = SigningRequest.key(request);
            Member member = tokens.take(token);
            X509Certificate certificate = sign(member, key, "token", address);
            remember(member);
            return certificate;
        } catch (RefusedException e) {
            audit.refused(e.sentence(), "token", address);
            throw e;
        }
    }

    /** By the certificate that the connection has proven. */
    X509Certificate renew(String id, byte[] request, @Nullable String address) throws RefusedException, IOException {
        try {
            PublicKey key = SigningRequest.key(request);
            return sign(member(id), key, "certificate", address);
        } catch (RefusedException e) {
            audit.refused(e.sentence(), id, address);
            throw e;
        }
    }

    private X509Certificate sign(Member member, PublicKey key, String by, @Nullable String address) throws IOException {
        Instant now = clock.instant();
        Instant own = certificates.get(0).getNotAfter().toInstant();
        if (!own.isAfter(now)) {
            throw new IOException("The authority itself expired at " + own + ". Make a new one.");
        }
        Instant end = now.plus(life);
        X509Certificate certificate = Certificates.member(
                member, key, certificates.get(0), keys, now.minus(SKEW), end.isAfter(own) ? own : end);
        audit.issued(member, certificate, by, address);
        return certificate;
    }

    private Path record(String id) {
        return folder.resolve("members").resolve(Secrets.hash(id));
    }

    private void remember(Member member) throws IOException {
        Secrets.folder(folder.resolve("members"));
        Secrets.write(record(member.id()), member.text());
    }

    private Member member(String id) throws RefusedException, IOException {
        try {
            Member member = Member.parse(Files.readAllLines(record(id)));
            if (member.id().equals(id)) {
                return member;
            }
        } catch (NoSuchFileException e) {
            throw new RefusedException(403, id + " is no member any more. It needs a new join token.");
        }
        throw new RefusedException(403, id + " is no member.");
    }

    /**
     * Renews no certificate of this member from now on, and takes none of its join tokens. The certificate that it has works
     * until it expires.
     *
     * @return whether it was a member
     */
    public boolean forget(String id) throws IOException {
        tokens.forget(id);
        boolean was = Files.deleteIfExists(record(id));
        audit.did((was ? "forgot id=" : "was asked to forget id=") + id);
        return was;
    }

    /** What answers members over mutual TLS with optional clients; see {@link Endpoint}. */
    public Handler endpoint() {
        return new Endpoint(this);
    }

    /** The authority's own certificate as a server, under these DNS names and addresses; it renews itself. */
    public CertificateSource server(String... names) {
        Member self = new Member(ownId(), List.of(names));
        return new Renewal("the authority in " + folder, clock, () -> {
            KeyPair made = Certificates.newKeys();
            return Material.of(
                    List.of(sign(self, made.getPublic(), "authority", null)), made.getPrivate(), certificates);
        });
    }

    @Override
    public String toString() {
        return "the authority of " + trustDomain + " in " + folder;
    }
}
