package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trust domains, each with an authority of its own, over real sockets. */
class FederationTest {
    private static final ThrowawayAuthority SHOP = ThrowawayAuthority.create();
    private static final ThrowawayAuthority BANK = ThrowawayAuthority.create();
    private static final String EDGE = "spiffe://shop/ns/prod/sa/edge";
    private static final String LEDGER = "spiffe://bank/ns/prod/sa/ledger";

    @TempDir
    Path folder;

    private final List<Identity> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Identity::close);
    }

    @Test
    void peersOfAFederatedDomainAreAcceptedOnBothSides() throws Exception {
        Identity edge = identity("edge", SHOP.issue(EDGE), "bank", BANK);
        Identity ledger = identity("ledger", BANK.issue(LEDGER), "shop", SHOP);
        assertThat(meet(edge, LEDGER, ledger)).isEqualTo(EDGE);
        assertThat(meet(ledger, EDGE, edge)).isEqualTo(LEDGER);
    }

    @Test
    void withoutItsBundleNobodyOfAnotherDomainIsAccepted() throws Exception {
        Identity edge = identity("edge", SHOP.issue(EDGE), null, null);
        Identity ledger = identity("ledger", BANK.issue(LEDGER), "shop", SHOP);
        assertThatThrownBy(() -> meet(edge, LEDGER, ledger))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no bundle of the trust domain bank");
        assertThatThrownBy(() -> meet(ledger, EDGE, edge)).isInstanceOf(IOException.class);
    }

    @Test
    void anAuthorityCannotVouchForSomebodyOfAnotherDomain() throws Exception {
        Identity ledger = identity("ledger", BANK.issue(LEDGER), "shop", SHOP);
        // The bank's authority issues a shop's name, and the other way round.
        Identity falseEdge = identity("false-edge", BANK.issue(EDGE), "bank", BANK);
        assertThatThrownBy(() -> meet(falseEdge, LEDGER, ledger)).isInstanceOf(IOException.class);
        Identity falseLedger = identity("false-ledger", SHOP.issue(LEDGER), "shop", SHOP);
        Identity edge = identity("edge", SHOP.issue(EDGE), "bank", BANK);
        assertThatThrownBy(() -> meet(edge, LEDGER, falseLedger))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not trusted as");
    }

    @Test
    void ourOwnAuthorityDoesNotVouchForADomainWithoutABundle() throws Exception {
        Identity edge = identity("edge", SHOP.issue(EDGE), null, null);
        Identity stray = identity("stray", SHOP.issue("spiffe://elsewhere/a"), null, null);
        assertThatThrownBy(() -> meet(edge, "spiffe://elsewhere/a", stray))
                .hasMessageContaining("no bundle of the trust domain elsewhere");
    }

    @Test
    void aFederatedAuthorityDoesNotVouchForDnsNames() throws Exception {
        Identity edge = identity("edge", SHOP.issue(EDGE), "bank", BANK);
        Identity impostor = identity("impostor", BANK.issue(LEDGER, "orders"), "shop", SHOP);
        assertThatThrownBy(() -> call(edge, Tls.mutual().serverName("orders"), impostor))
                .isInstanceOf(IOException.class);
        Identity orders = identity("orders", SHOP.issue("orders"), "bank", BANK);
        assertThat(call(edge, Tls.mutual().serverName("orders"), orders)).isEqualTo(EDGE);
    }

    @Test
    void whoHasNoDomainBelievesItsAuthoritiesInAllButFederatedOnes() throws Exception {
        Identity door = identity("door", SHOP.issue("door"), "bank", BANK);
        Identity edge = identity("edge", SHOP.issue(EDGE), null, null);
        assertThat(call(edge, Tls.mutual().serverName("door"), door)).isEqualTo(EDGE);
        Identity falseLedger = identity("false-ledger", SHOP.issue(LEDGER), "shop", SHOP);
        assertThatThrownBy(() -> call(falseLedger, Tls.mutual().serverName("door"), door))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNewBundleOfAnotherDomainTakesOver() throws Exception {
        Identity edge = identity("edge", SHOP.issue(EDGE), "bank", BANK);
        ThrowawayAuthority next = ThrowawayAuthority.create();
        Identity ledger = identity("ledger", next.issue(LEDGER).trusting(next), "shop", SHOP);
        assertThatThrownBy(() -> meet(edge, LEDGER, ledger)).isInstanceOf(IOException.class);
        Files.writeString(folder.resolve("edge/bank.pem"), BANK.pem() + next.pem());
        edge.reload();
        assertThat(meet(edge, LEDGER, ledger)).isEqualTo(EDGE);
    }

    @Test
    void whatIsNoDomainIsRefused() throws Exception {
        SHOP.issue(EDGE).writeTo(folder);
        CertificateFiles files = CertificateFiles.pem(folder);
        assertThatThrownBy(() -> files.federated("spiffe://bank", folder))
                .hasMessageContaining("without spiffe:// before it");
        assertThatThrownBy(() -> Identity.of(files.federated("bank", folder.resolve("bank.pem"))))
                .hasMessageContaining("bank.pem cannot be read");
    }

    private Identity identity(String name, Credentials credentials, String domain, ThrowawayAuthority other)
            throws IOException {
        Path own = folder.resolve(name);
        credentials.writeTo(own);
        CertificateFiles files = CertificateFiles.pem(own);
        if (domain != null) {
            files = files.federated(domain, Files.writeString(own.resolve(domain + ".pem"), other.pem()));
        }
        Identity identity = Identity.of(files);
        opened.add(identity);
        return identity;
    }

    /** The client that the server sees. */
    private static String meet(Identity client, String peer, Identity server) throws Exception {
        return call(client, Tls.mutual().peers(peer), server);
    }

    private static String call(Identity client, Tls tls, Identity server) throws Exception {
        try (Meeting meeting = new Meeting(server);
                TlsClient caller = TlsClient.of("service", tls, client)) {
            return meeting.call(caller);
        }
    }
}
