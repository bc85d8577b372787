#!/bin/sh
# base.sh FOLDER TAG: a small Debian base image made with debootstrap from the Debian mirror this machine is set up with.
# Test equipment for machines that reach no image registry; the engine is the one in DOCKER_HOST.
set -eu
root=$1/rootfs
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
rm -rf "$root"
debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$mirror" >"$1/debootstrap.log"
# packages and builds inside the image trust what this machine trusts
for certificate in /usr/local/share/ca-certificates/*.crt; do
    [ ! -e "$certificate" ] || cp "$certificate" "$root/usr/local/share/ca-certificates/"
done
chroot "$root" update-ca-certificates >/dev/null 2>&1
printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n' >"$root/etc/pip.conf"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 0755 "$root/usr/sbin/policy-rc.d"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
find "$root/usr/share/doc" "$root/usr/share/man" -type f -delete
tar -C "$root" --exclude=./dev --exclude=./proc --exclude=./sys -c . |
    docker import -c 'CMD ["bash"]' -c 'LABEL standin=true' - "$2" >/dev/null
rm -rf "$root"
