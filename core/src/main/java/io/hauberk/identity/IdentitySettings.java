package io.hauberk.identity;

import io.hauberk.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code identity} block says: files, or a source. Reading it begins nothing, so that a file can be validated
 * without an agent, and an identity that is in use already can be kept.
 */
public final class IdentitySettings {
    /** Blocks of sources that come with modules of their own. */
    private static final Map<String, String> MODULES =
            Map.of("workloadApi", "io.hauberk:hauberk-spiffe", "authority", "io.hauberk:hauberk-authority");

    private static final String WAYS =
            "An identity needs one of: certificate, privateKey and trust; folder alone for the three in one place;"
                    + " keyStore; workloadApi; authority.";

    private final Settings settings;
    private final String key;
    private final @Nullable CertificateFiles files;
    private final @Nullable CertificateSource source;

    private IdentitySettings(
            Settings settings, String key, @Nullable CertificateFiles files, @Nullable CertificateSource source) {
        this.settings = settings;
        this.key = key;
        this.files = files;
        this.source = source;
    }

    /**
     * Reads the block.
     *
     * @return null after a fault
     */
    public static @Nullable IdentitySettings from(Settings settings) {
        Ways ways = new Ways(settings);
        try {
            return ways.chosen();
        } catch (IllegalArgumentException e) {
            settings.fault(ways.key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /**
     * The identity. One from files is in use; one from a source waits for {@link Identity#begin()}. Files that cannot be
     * used are a fault.
     *
     * @return null after a fault
     */
    public @Nullable Identity identity() {
        try {
            return files != null ? Identity.of(files) : source != null ? Identity.waiting(source) : null;
        } catch (IllegalArgumentException e) {
            settings.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The ways to say it; all are looked at, so that no key counts as unknown. */
    private static final class Ways {
        private final Settings settings;
        private final @Nullable Path folder;
        private final @Nullable Path certificate;
        private final @Nullable Path privateKey;
        private final @Nullable Path trust;
        private final @Nullable CertificateFiles store;
        private final Map<String, Path> federation;
        private final List<String> said = new ArrayList<>();
        private String key = "certificate";

        Ways(Settings settings) {
            this.settings = settings;
            this.folder = settings.file("folder");
            this.certificate = settings.file("certificate");
            this.privateKey = settings.file("privateKey");
            this.trust = settings.file("trust");
            this.store = keyStore(settings.block("keyStore"));
            this.federation = federation(settings.block("federation"));
            say(folder != null, "folder");
            say(certificate != null || privateKey != null || trust != null, "certificate");
            for (String name : List.of("keyStore", "workloadApi", "authority")) {
                say(settings.has(name), name);
            }
        }

        private void say(boolean there, String name) {
            if (there) {
                said.add(name);
            }
        }

        @Nullable IdentitySettings chosen() {
            if (said.size() != 1) {
                settings.fault(said.isEmpty() ? key : said.get(1), WAYS);
                return null;
            }
            key = said.get(0);
            return switch (key) {
                case "folder" -> files(CertificateFiles.pem(Objects.requireNonNull(folder)));
                case "certificate" -> pem();
                case "keyStore" -> store == null ? null : files(store);
                default -> source();
            };
        }

        private @Nullable IdentitySettings pem() {
            if (certificate == null || privateKey == null || trust == null) {
                settings.fault(key, WAYS);
                return null;
            }
            return files(CertificateFiles.pem(certificate, privateKey, trust));
        }

        private static @Nullable CertificateFiles keyStore(@Nullable Settings store) {
            if (store == null) {
                return null;
            }
            Path file = store.file("file");
            String password = store.requiredText("password");
            String alias = store.text("alias");
            Path trusted = store.file("trust");
            if (file == null) {
                store.fault("file", "keyStore needs file.");
                return null;
            }
            CertificateFiles files = CertificateFiles.keyStore(file, password);
            files = alias == null ? files : files.alias(alias);
            return trusted == null ? files : files.trust(trusted);
        }

        private IdentitySettings files(CertificateFiles files) {
            CertificateFiles all = files;
            for (Map.Entry<String, Path> bundle : federation.entrySet()) {
                all = all.federated(bundle.getKey(), bundle.getValue());
            }
            return new IdentitySettings(settings, key, all, null);
        }

        private @Nullable IdentitySettings source() {
            Settings block = settings.block(key);
            CertificateSourceProvider provider = provider(key);
            if (provider == null) {
                settings.fault(
                        key,
                        key + " comes with a module that is not here. Add the dependency " + MODULES.get(key) + ".");
                return null;
            }
            CertificateSource source = block == null ? null : provider.read(block);
            for (Map.Entry<String, Path> bundle : federation.entrySet()) {
                source = source == null ? null : source.federated(bundle.getKey(), bundle.getValue());
            }
            if (source instanceof FederatedSource beside) {
                key = "federation";
                beside.check();
            }
            return source == null ? null : new IdentitySettings(settings, key, null, source);
        }

        private static @Nullable CertificateSourceProvider provider(String name) {
            for (CertificateSourceProvider provider : ServiceLoader.load(CertificateSourceProvider.class)) {
                if (provider.name().equals(name)) {
                    return provider;
                }
            }
            return null;
        }

        private static Map<String, Path> federation(@Nullable Settings block) {
            Map<String, Path> bundles = new LinkedHashMap<>();
            if (block == null) {
                return bundles;
            }
            for (String domain : block.names()) {
                Path bundle = block.file(domain);
                String fault = SpiffeId.domainFault(domain);
                if (fault != null) {
                    block.fault(domain, fault);
                } else if (bundle != null) {
                    bundles.put(domain, bundle);
                }
            }
            return bundles;
        }
    }
}
