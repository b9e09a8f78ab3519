package io.hauberk.identity;

import java.nio.file.Path;

/**
 * Where an identity comes from that is not in files: an agent, an authority, a vault, your own code. It delivers whole
 * {@link Material}, the first soon and newer whenever there is some; {@link Identity} checks it before it is used, and
 * keeps the last good one. In a test: {@code Identity.from(receiver -> { receiver.offer(material); return () -> {}; })}.
 */
@FunctionalInterface
public interface CertificateSource {
    /**
     * Begins to deliver, from any thread, until what is returned is closed. Called once. It should not wait for the
     * network: whoever needs the first material waits, with a limit.
     */
    AutoCloseable begin(Receiver receiver);

    /**
     * This source, and the authorities of another trust domain from a file beside it, PEM, which is watched. They vouch for
     * the SPIFFE IDs of that domain and for nobody else. Where the source delivers a bundle of that domain itself, the file
     * counts. A file that cannot be read or used at the beginning makes {@link #begin} throw; later the last good one stays
     * in use, and {@link Identity#problem()} says why.
     *
     * @param trustDomain its name, such as {@code partner.example}
     * @throws IllegalArgumentException if that is no name of a trust domain
     */
    default CertificateSource federated(String trustDomain, Path bundle) {
        return FederatedSource.of(this, trustDomain, bundle);
    }

    /** Whom material is delivered to. Thread-safe. */
    interface Receiver {
        /**
         * Takes over what is delivered, unless it cannot be used: the chain is broken, expired or not valid yet, the key does
         * not belong to it, or it bears a SPIFFE ID for which its own authorities do not vouch. Then a sentence in the log and
         * in {@link Identity#problem()} says why, and the last good material stays in use.
         *
         * <p>What is the same as before changes nothing.
         *
         * @return whether it is in use now
         */
        boolean offer(Material material);

        /** Says, in a sentence, why nothing newer comes; the next {@link #offer} takes it back. */
        void problem(String sentence);
    }
}
