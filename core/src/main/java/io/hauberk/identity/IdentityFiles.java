package io.hauberk.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The three PEM files of an identity. */
record IdentityFiles(Path certificate, Path privateKey, Path trust) implements Layout {
    /** The files in a folder, by the names that cert-manager and Kubernetes, spiffe-helper, or Istio give them. */
    static IdentityFiles in(Path folder) {
        List<IdentityFiles> conventions = List.of(
                new IdentityFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("ca.crt")),
                new IdentityFiles(
                        folder.resolve("svid.pem"), folder.resolve("svid_key.pem"), folder.resolve("svid_bundle.pem")),
                new IdentityFiles(
                        folder.resolve("cert-chain.pem"), folder.resolve("key.pem"), folder.resolve("root-cert.pem")));
        for (IdentityFiles files : conventions) {
            if (files.files().stream().allMatch(Files::exists)) {
                return files;
            }
        }
        throw new IllegalArgumentException(folder + " holds neither tls.crt, tls.key and ca.crt nor svid.pem,"
                + " svid_key.pem and svid_bundle.pem nor cert-chain.pem, key.pem and root-cert.pem. Name the three"
                + " files one by one if they are called otherwise.");
    }

    @Override
    public List<Path> files() {
        return List.of(certificate, privateKey, trust);
    }

    @Override
    public Path main() {
        return certificate;
    }

    @Override
    public Material read(List<byte[]> contents, Instant now) throws BadMaterialException {
        List<X509Certificate> chain = Pem.certificates(certificate.toString(), contents.get(0));
        PrivateKey key = PrivateKeys.read(
                privateKey.toString(), contents.get(1), chain.get(0).getPublicKey());
        Material material = Material.of(chain, key, Pem.certificates(trust.toString(), contents.get(2)));
        MaterialCheck.chain(certificate.toString(), chain, now);
        return material;
    }
}
