# Answers on descriptor 5, /dev/fuse, for a file system that holds nothing. The first argument is the value of each
# extended attribute; the others are the operations that get no answer. The numbers are those of linux/fuse.h.
use strict;
use warnings;

my ($value, @unanswered) = @ARGV;
my %unanswered = map { $_ => 1 } @unanswered;
open my $device, '+<&=', 5 or die "descriptor 5: $!";
my %answers = (
    1  => '',                                                          # LOOKUP, refused below
    3  => pack('QLL Q6L3 LLLLLLL', (0) x 3, 1, (0) x 8, 040755, 2, (0) x 5),    # GETATTR
    17 => "\0" x 80,                                                   # STATFS
    18 => '', 20 => '', 25 => '', 29 => '', 30 => '',                  # RELEASE, FSYNC, FLUSH, RELEASEDIR, FSYNCDIR
    14 => pack('QLL', 1, 0, 0),                                        # OPEN
    22 => $value,                                                      # GETXATTR
    26 => pack('LLLLSSLLSSL7', 7, 31, 0, 0, 12, 9, 4096, 1, (0) x 9),  # INIT
    27 => pack('QLL', 1, 0, 0),                                        # OPENDIR
    28 => '',                                                          # READDIR
);
while (sysread $device, my $request, 1 << 20) {
    my ($length, $operation, $number) = unpack 'LLQ', $request;
    next if $operation == 2 || $operation == 36 || $operation == 42;   # FORGET, INTERRUPT, BATCH_FORGET
    next if $unanswered{$operation};
    my $known = $operation != 1 && exists $answers{$operation};
    my $answer = $known ? $answers{$operation} : '';
    my $error = $known ? 0 : $operation == 1 ? -2 : -38;
    syswrite $device, pack('LlQ', 16 + length $answer, $error, $number) . $answer;
}
