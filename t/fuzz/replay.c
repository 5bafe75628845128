/* replay.c -- runs a fuzz target over the files that are named: what libFuzzer once found stays found, with any compiler. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 1 << 20 };

int main(int argc, char **argv)
{
    static uint8_t bytes[LARGEST];

    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        size_t n = file ? fread(bytes, 1, sizeof bytes, file) : 0;

        if (!file || ferror(file)) {
            perror(argv[i]);
            return 1;
        }
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, n);
    }
    printf("%s: %d inputs\n", argv[0], argc - 1);
    return 0;
}
