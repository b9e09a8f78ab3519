package io.hauberk.identity;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A source, and the bundles of other trust domains from files beside it, which are watched. Where the source delivers a
 * bundle of such a domain, too, the file counts. Immutable.
 */
final class FederatedSource implements CertificateSource {
    private final CertificateSource source;
    private final Map<String, Path> bundles;

    private FederatedSource(CertificateSource source, Map<String, Path> bundles) {
        this.source = source;
        this.bundles = bundles;
    }

    static CertificateSource of(CertificateSource source, String trustDomain, Path bundle) {
        String fault = SpiffeId.domainFault(trustDomain);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        Map<String, Path> all = new TreeMap<>();
        CertificateSource own = source;
        if (source instanceof FederatedSource before) {
            all.putAll(before.bundles);
            own = before.source;
        }
        all.put(trustDomain, bundle);
        return new FederatedSource(own, all);
    }

    @Override
    public AutoCloseable begin(Receiver receiver) {
        Beside beside = new Beside(receiver);
        try {
            beside.delivery = source.begin(beside);
        } catch (RuntimeException | Error e) {
            beside.files.close();
            throw e;
        }
        return beside;
    }

    /** @throws IllegalArgumentException if a bundle cannot be used, with a sentence */
    void check() {
        new Watched<>(files(), this::read).close();
    }

    private List<Path> files() {
        return List.copyOf(bundles.values());
    }

    private Bundles read(List<byte[]> contents) throws BadMaterialException {
        Map<String, List<X509Certificate>> read = new LinkedHashMap<>();
        int at = 0;
        for (Map.Entry<String, Path> bundle : bundles.entrySet()) {
            read.put(bundle.getKey(), Pem.certificates(bundle.getValue().toString(), contents.get(at++)));
        }
        return new Bundles(read);
    }

    @Override
    public String toString() {
        return source.toString();
    }

    private record Bundles(Map<String, List<X509Certificate>> byDomain) {
        Material with(Material material) {
            Material all = material;
            for (Map.Entry<String, List<X509Certificate>> bundle : byDomain.entrySet()) {
                all = all.federated(bundle.getKey(), bundle.getValue());
            }
            return all;
        }

        @Override
        public String toString() {
            return "the bundles of " + byDomain.keySet();
        }
    }

    /** Puts the bundles to what is delivered, and delivers again when they change. */
    private final class Beside implements Receiver, AutoCloseable {
        private final Receiver receiver;
        private final Watched<Bundles> files;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable AutoCloseable delivery;

        // Guarded by the lock.
        private @Nullable Material last;
        private @Nullable String told;

        Beside(Receiver receiver) {
            this.receiver = receiver;
            this.files = new Watched<>(files(), FederatedSource.this::read, now -> inspect());
            files.onChange(now -> again());
        }

        @Override
        public boolean offer(Material material) {
            lock.lock();
            try {
                last = material;
                return receiver.offer(files.current().with(material));
            } finally {
                lock.unlock();
            }
        }

        private void again() {
            lock.lock();
            try {
                Material known = last;
                if (known != null) {
                    receiver.offer(files.current().with(known));
                }
            } finally {
                lock.unlock();
            }
        }

        /** What is wrong with the files is a problem of the identity, until it is mended. */
        private void inspect() {
            String problem = files.problem();
            String before;
            lock.lock();
            try {
                before = told;
                told = problem;
            } finally {
                lock.unlock();
            }
            if (problem != null && !problem.equals(before)) {
                receiver.problem(problem);
            } else if (problem == null && before != null) {
                again();
            }
        }

        @Override
        public void problem(String sentence) {
            receiver.problem(sentence);
        }

        @Override
        public void close() throws Exception {
            files.close();
            AutoCloseable own = delivery;
            if (own != null) {
                own.close();
            }
        }
    }
}
