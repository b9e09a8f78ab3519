package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;

class AddressFuzzTest {
    @FuzzTest
    void anAddressIsWhatItsTextSays(FuzzedDataProvider data) throws UnknownHostException {
        IpAddress address = IpAddress.parse(data.consumeRemainingAsAsciiString());
        if (address != null) {
            String text = address.toString();
            assertThat(IpAddress.parse(text)).isEqualTo(address);
            // A literal, so nothing is looked up.
            assertThat(IpAddress.parse(InetAddress.getByName(text).getHostAddress()))
                    .isEqualTo(address);
            assertThat(Cidr.of(text).contains(address)).isTrue();
        }
    }

    @FuzzTest
    void aNetworkIsReadOrRefused(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsAsciiString();
        try {
            assertThat(Cidr.of(text).toString())
                    .satisfies(again -> assertThat(Cidr.of(again).toString()).isEqualTo(again));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
